"""The list that organisers get when check-in closes: those to care for first, then who was there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from bot.chat.messages import Message
from bot.chat.text import Text, bullets
from bot.domain.absence import State, by_member
from bot.domain.eligibility import judge_all
from bot.domain.people import ORGANISERS, Member
from bot.locale.sorting import alphabetical
from bot.locale.voice import N_, Voice
from bot.programme import Session
from bot.programme.schedule import meetings, window
from bot.scene import View
from handlers.attendance.declared import feature
from handlers.attendance.sessions import find_session, who

NAMES_MAX = 40
"""A list on a phone; longer ones are in the file."""

NOTICES: dict[State, str] = {
    "open": N_("{who}: not decided yet"),
    "justified": N_("{who}: justified"),
    "unjustified": N_("{who}: not justified"),
}


@dataclass(slots=True)
class Lists:
    """The cohort's learners, each in one of the first four; `gone` are those of the first two who missed the second check.
    `barred` are the ids of those who may not come to it, as it stands.
    """

    there: list[Member] = field(default_factory=list)
    late: list[Member] = field(default_factory=list)
    excused: list[tuple[Member, State]] = field(default_factory=list)
    missing: list[Member] = field(default_factory=list)
    gone: list[Member] = field(default_factory=list)
    barred: frozenset[int] = frozenset()


@feature.recheck("attendance.closing")
async def render_closing(view: View, session: str, to: str) -> Message | None:
    """As it is when it leaves; None for who is no organiser any more, or a session that is not over (any more)."""
    reader = await view.uow.members.by_id(int(to))
    held = find_session(view.programme, session)
    found = window(held) if held else None
    if reader is None or reader.withdrawn or not reader.roles & ORGANISERS:
        return None
    if held is None or found is None or view.now < found.closes:
        return None
    lists = await _lists(view, session, asked_twice=found.second_from is not None)
    _ = view.voice_for(reader)
    if not lists.there and not lists.late:
        return Message(_nobody(_, held) + _absent(_, lists))
    return Message(_head(_, held, lists) + _absent(_, lists) + _there(_, lists) + _what_next(_))


async def _lists(view: View, session: str, *, asked_twice: bool) -> Lists:
    records = {one.member_id: one for one in await view.uow.check_ins.records(view.cohort.id, [session])}
    notices = {one.member_id: one.state for one in await view.uow.absences.of_session(view.cohort.id, session)}
    still = await view.uow.second_checks.of_session(view.cohort.id, session)
    members = await view.uow.members.of_cohort(view.cohort.id)
    lists = Lists(barred=await _barred(view, session, members))
    for member in sorted(members, key=lambda member: alphabetical(member.name)):
        record = records.get(member.id)
        if not member.learner:
            continue
        if record and not record.absent:
            (lists.late if record.late else lists.there).append(member)
            if asked_twice and member.id not in still:
                lists.gone.append(member)
        elif member.id in notices:
            lists.excused.append((member, notices[member.id]))
        else:
            lists.missing.append(member)
    return lists


async def _barred(view: View, session: str, members: Sequence[Member]) -> frozenset[int]:
    all_of_them = meetings(view.programme)
    held = next((one for one in all_of_them if one.key == session), None)
    if held is None or not held.requires:
        return frozenset()
    turnouts = await view.uow.attendance.turnouts(view.cohort.id, held.requires)
    attended = {key: found.there for key, found in turnouts.items()}
    notices = by_member(await view.uow.absences.of_cohort(view.cohort.id))
    counts = view.programme.rules.justified_absence_counts
    judged = judge_all(members, held, all_of_them, attended, notices, view.now, justified_counts=counts)
    return frozenset(member.id for member, _why in judged["no"])


def _head(_: Voice, held: Session, lists: Lists) -> Text:
    came = len(lists.there) + len(lists.late)
    all_ = came + len(lists.missing) + len(lists.excused)
    text = _("**Check-in is over: {title}**", title=held.title)
    return text + _("**{n} of {all} were there.**", n=came, all=all_)


def _there(_: Voice, lists: Lists) -> Text:
    text = _named(_, N_("**Late ({n}):** {names}"), lists.late, lists.barred)
    text += _named(_, N_("**There, but no answer to “Still here?” ({n}):** {names}"), lists.gone)
    return text + _named(_, N_("**On time ({n}):** {names}"), lists.there, lists.barred)


def _absent(_: Voice, lists: Lists) -> Text:
    text = _named(_, N_("**Missing, without an absence notice ({n}):** {names}"), lists.missing)
    if lists.excused:
        shown = [_(NOTICES[state], who=who(member)) for member, state in lists.excused[:NAMES_MAX]]
        text += (*_("**With an absence notice ({n}):**", n=len(lists.excused)), *bullets(*shown))
    return text


def _nobody(_: Voice, held: Session) -> Text:
    return _("**Check-in is over: {title}**", title=held.title) + _(
        "Nobody checked in. Was I switched off then, or was there no card in the group? Then you can mark people with /mark, or "
        "send me the list of participants from your meeting software."
    )


def _what_next(_: Voice) -> Text:
    return _("Is something not right? To mark somebody, send /mark. For the list as a file, send /attendance.") + _(
        "Was it in Zoom or Teams? You can send me its list of participants, and I compare it with the check-ins."
    )


def _named(_: Voice, words: str, people: list[Member], barred: Collection[int] = ()) -> Text:
    if not people:
        return ()
    return _(words, n=len(people), names=_names(_, people, barred))


def _names(_: Voice, people: Iterable[Member], barred: Collection[int]) -> str:
    names = [
        _.plain("{who} (not eligible)", who=who(member)) if member.id in barred else who(member) for member in people
    ]
    more = len(names) - NAMES_MAX
    if more <= 0:
        return ", ".join(names)
    return ", ".join(names[:NAMES_MAX]) + " " + _.plural("and {n} more", "and {n} more", more)
