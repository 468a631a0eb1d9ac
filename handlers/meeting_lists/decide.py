"""An organiser decides what the list changes. The members are told, and it is noted who decided."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message, Private, Refresh
from bot.chat.text import Text, bullets
from bot.domain.check_in import check_in_card
from bot.domain.people import ORGANISERS, Member
from bot.locale.voice import N_, Voice
from bot.programme.schedule import window
from bot.scene import Turn
from handlers.meeting_lists.buttons import GONE, CountThere, Done, MarkAbsent, list_of
from handlers.meeting_lists.declared import MAY_SEND, Comparison, card_key, compared, feature
from storage.meeting_lists import MeetingList

MOST_NAMES = 40
NOTHING_LEFT = N_("Nothing is left to decide here.")


@feature.button(CountThere, access=ORGANISERS, any_cohort=True)
async def count_there(pressed: Turn[ButtonPressed], data: CountThere) -> list[Intent]:
    """Who was in the meeting for long enough is counted as there: late, if they came late."""
    turn, found = await list_of(pressed, data.list, ORGANISERS)
    seen = await compared(turn, found) if found else None
    if found is None or seen is None:
        return [turn.toast(GONE, alert=True)]
    return await _change(turn, found, seen, seen.differences.unseen, absent=False)


@feature.button(MarkAbsent, access=ORGANISERS, any_cohort=True)
async def mark_absent(pressed: Turn[ButtonPressed], data: MarkAbsent) -> list[Intent]:
    """Their check-ins stop counting; that is asked twice."""
    turn, found = await list_of(pressed, data.list, ORGANISERS)
    seen = await compared(turn, found) if found else None
    if found is None or seen is None:
        return [turn.toast(GONE, alert=True)]
    short = seen.differences.short
    if not data.sure and short:
        words = turn.voice.plural(
            "Shall I count {n} member as not there, although they checked in? I will tell them.",
            "Shall I count {n} members as not there, although they checked in? I will tell them.",
            len(short),
        )
        yes = button(turn.voice.plain("Yes, not there"), MarkAbsent(found.id, sure=True), style="danger")
        names = [turn.voice("{who}", who=seen.members[one].name) for one in short[:MOST_NAMES]]
        if len(short) > MOST_NAMES:
            names.append(turn.voice("and {n} more", n=len(short) - MOST_NAMES))
        return [Private(Message(turn.voice("{words}", words=words) + bullets(*names), ((yes,),)))]
    return [Edit(Message(turn.voice(N_("Done.")))), *await _change(turn, found, seen, short, absent=True)]


@feature.button(Done, access=MAY_SEND, any_cohort=True)
async def done(pressed: Turn[ButtonPressed], data: Done) -> list[Intent]:
    turn, found = await list_of(pressed, data.list, MAY_SEND)
    if found is None:
        return [turn.toast(GONE, alert=True)]
    await turn.uow.meeting_lists.close(found.id)
    return [Refresh(card_key(found.id)), turn.toast(N_("Closed. What you decided stays; nothing else changes."))]


async def _change(
    turn: Turn[ButtonPressed], found: MeetingList, seen: Comparison, ids: Sequence[int], *, absent: bool
) -> list[Intent]:
    told: list[Intent] = []
    for member_id in ids:
        member, minutes = seen.members[member_id], _minutes(seen, member_id)
        if await _mark(turn, found, seen, member, absent=absent):
            words = _told(turn.voice_for(member), turn, seen, minutes, absent=absent)
            told.append(Private(Message(words), to=member_id))
    if not told:
        return [turn.toast(NOTHING_LEFT)]
    said = N_("{n} counted as not there, and told so.") if absent else N_("{n} counted as there, and told so.")
    card = check_in_card(turn.cohort.id, seen.session.key)
    return [*told, Refresh(card), Refresh(card_key(found.id)), turn.toast(said, n=len(told))]


async def _mark(
    turn: Turn[ButtonPressed], found: MeetingList, seen: Comparison, member: Member, *, absent: bool
) -> bool:
    """Whether that was not recorded before."""
    person = seen.listed.get(member.id)
    came, opening = person.first if person else None, window(seen.session)
    late = not absent and came is not None and opening is not None and came >= opening.late_from
    reason = f"{found.file_name}: {_minutes(seen, member.id)} min"
    marked = await turn.uow.check_ins.mark(
        member,
        seen.session.key,
        turn.now if absent or came is None else came,
        late=late,
        absent=absent,
        by=turn.me.id,
        reason=reason,
        platform=turn.event.place.platform,
        how="list",
    )
    if marked:
        await turn.uow.audit.note(
            turn.cohort.id,
            turn.now,
            "meeting_list_applied",
            actor=turn.me.id,
            subject=member.id,
            session=seen.session.key,
            absent=absent,
        )
    return marked


def _minutes(seen: Comparison, member_id: int) -> int:
    person = seen.listed.get(member_id)
    return person.minutes if person else 0


def _told(_: Voice, turn: Turn[ButtonPressed], seen: Comparison, minutes: int, *, absent: bool) -> Text:
    title = seen.session.title
    if not absent:
        return _(
            "The list of the online meeting shows you at **{title}** for {n} minutes, so the organisers count you as "
            "there. You need not do anything.",
            title=title,
            n=minutes,
        )
    contact = "".join(f", {one}" for one in turn.programme.contacts.values())
    why = N_(
        "You checked in to **{title}**, but the list of the online meeting shows you there for {n} minutes only. So the "
        "organisers count you as **not there**."
    )
    if not minutes:
        why = N_(
            "You checked in to **{title}**, but you are not in the list of the online meeting, or your name was not "
            "recognised. So the organisers count you as **not there**."
        )
    return _(why, title=title, n=minutes) + _(
        "Were you there, perhaps under another name or on another device? Then please write to the organisers{contact}.",
        contact=contact,
    )
