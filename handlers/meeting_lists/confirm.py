"""Names that are like a member's: a person says whether they are, one by one or, where they are spelt alike, together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chat.buttons import button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message, Private, Refresh
from bot.chat.text import bullets
from bot.domain.people import Member
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.meeting_lists.buttons import GONE, AllExact, ConfirmNames, ThisIs, list_of
from handlers.meeting_lists.declared import MAY_SEND, card_key, feature
from storage.meeting_lists import ListedPerson, MeetingList

MOST_NAMES = 40


@feature.button(ConfirmNames, access=MAY_SEND, any_cohort=True)
async def begin(pressed: Turn[ButtonPressed], data: ConfirmNames) -> list[Intent]:
    turn, found = await list_of(pressed, data.list, MAY_SEND)
    if found is None:
        return [turn.toast(GONE, alert=True)]
    asked = await _next(turn, found, together=not data.one_by_one)
    return [Edit(asked) if data.one_by_one else Private(asked)]


@feature.button(AllExact, access=MAY_SEND, any_cohort=True)
async def all_exact(pressed: Turn[ButtonPressed], data: AllExact) -> list[Intent]:
    turn, found = await list_of(pressed, data.list, MAY_SEND)
    if found is None:
        return [turn.toast(GONE, alert=True)]
    exact = [one.id for one in await turn.uow.meeting_lists.people(found.id) if one.how == "exact"]
    await turn.uow.meeting_lists.answer(found.id, exact, yes=True)
    return [Edit(await _next(turn, found, together=False)), Refresh(card_key(found.id))]


@feature.button(ThisIs, access=MAY_SEND, any_cohort=True)
async def answered(pressed: Turn[ButtonPressed], data: ThisIs) -> list[Intent]:
    """The first answer stands; whoever answers a second time is shown the next name."""
    turn, found = await list_of(pressed, data.list, MAY_SEND)
    if found is None:
        return [turn.toast(GONE, alert=True)]
    await turn.uow.meeting_lists.answer(found.id, [data.row], yes=data.yes)
    return [Edit(await _next(turn, found, together=False)), Refresh(card_key(found.id))]


async def _next(turn: Turn[ButtonPressed], found: MeetingList, *, together: bool) -> Message:
    """The names that are spelt alike in one question, or else the next name that is open."""
    open_ = [one for one in await turn.uow.meeting_lists.people(found.id) if one.how in ("exact", "close")]
    members = {member.id: member for member in await turn.uow.members.of_cohort(found.cohort_id)}
    exact = [one for one in open_ if one.how == "exact" and one.suggested in members]
    if together and len(exact) > 1:
        return _together(turn, found, exact, members, len(open_) - len(exact))
    one = next((one for one in open_ if one.suggested in members), None)
    if one is None:
        return Message(turn.voice(N_("All names in {name} are confirmed. Thank you!"), name=found.file_name))
    assert one.suggested is not None
    member, left = members[one.suggested], len(open_)
    words = turn.voice(
        "In the list: **{listed}**, {minutes} minutes.", listed=one.person.name, minutes=one.person.minutes
    ) + turn.voice(
        "Is this **{name}**, {organisation}? ({left} left)",
        name=member.name,
        organisation=member.organisation or "–",
        left=left,
    )
    yes = button(turn.voice.plain("Yes"), ThisIs(found.id, one.id, yes=True), style="primary")
    no = button(turn.voice.plain("No, somebody else"), ThisIs(found.id, one.id, yes=False))
    return Message(words, ((yes, no),))


def _together(
    turn: Turn[ButtonPressed],
    found: MeetingList,
    exact: Sequence[ListedPerson],
    members: Mapping[int, Member],
    more: int,
) -> Message:
    _ = turn.voice
    shown = exact[:MOST_NAMES]
    lines = [_("{listed}: {name}", listed=one.person.name, name=_who(members[one.suggested or 0])) for one in shown]
    if len(exact) > MOST_NAMES:
        lines.append(_("and {n} more", n=len(exact) - MOST_NAMES))
    text = _("These names are spelt as on the roster, or nearly. Are these people the members?")
    if more:
        text += _("After that I ask you about {n} more, one by one.", n=more)
    yes = button(_.plain("Yes, all {n}", n=len(exact)), AllExact(found.id), style="primary")
    each = button(_.plain("One by one"), ConfirmNames(found.id, one_by_one=True))
    return Message(text + bullets(*lines), ((yes, each),))


def _who(member: Member) -> str:
    return f"{member.name} ({member.organisation})" if member.organisation else member.name
