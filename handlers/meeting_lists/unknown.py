"""People of a list whom nobody knows by address or name: a person may say which members they are."""

from __future__ import annotations

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message, Private, Refresh
from bot.locale.voice import N_
from bot.programme.meeting_lists import likest
from bot.scene import Turn
from handlers.meeting_lists.buttons import GONE, TheyAre, WhoIsThis, list_of
from handlers.meeting_lists.declared import MAY_SEND, card_key, compared, feature
from storage.meeting_lists import MeetingList

PAGE = 8
"""Members at once: their buttons fit a phone."""


@feature.button(WhoIsThis, access=MAY_SEND, any_cohort=True)
async def who_is_this(pressed: Turn[ButtonPressed], data: WhoIsThis) -> list[Intent]:
    turn, found = await list_of(pressed, data.list, MAY_SEND)
    if found is None:
        return [turn.toast(GONE, alert=True)]
    asked = await _next(turn, found, data.page)
    return [Edit(asked) if data.again and turn.in_private else Private(asked)]


@feature.button(TheyAre, access=MAY_SEND, any_cohort=True)
async def they_are(pressed: Turn[ButtonPressed], data: TheyAre) -> list[Intent]:
    """The first answer stands; then the next one is asked about."""
    turn, found = await list_of(pressed, data.list, MAY_SEND)
    known = {member.id for member in await turn.uow.members.of_cohort(turn.cohort.id)}
    if found is None or (data.member and data.member not in known):
        return [turn.toast(GONE, alert=True)]
    await turn.uow.meeting_lists.name(found.id, data.row, data.member or None)
    asked = await _next(turn, found, 0)
    return [Edit(asked) if turn.in_private else Private(asked), Refresh(card_key(found.id))]


async def _next(turn: Turn[ButtonPressed], found: MeetingList, page: int) -> Message:
    """The next unknown person, and the learners who are not in the list yet, the likest names first."""
    _, seen = turn.voice, await compared(turn, found)
    unknown = [one for one in seen.unmatched if one.how == "none"] if seen else []
    if seen is None or not unknown:
        return Message(_(N_("Nobody in {name} is left to ask about. Thank you!"), name=found.file_name))
    one = unknown[0]
    free = [member for member in seen.members.values() if member.learner and member.id not in seen.listed]
    shown = likest(one.person.name, free)[page * PAGE :]
    text = _("In the list: **{listed}**, {minutes} minutes.", listed=one.person.name, minutes=one.person.minutes)
    text += _("Who is this? ({left} left)", left=len(unknown))
    rows: list[tuple[Button, ...]] = [
        (button(member.name, TheyAre(found.id, one.id, member.id)),) for member in shown[:PAGE]
    ]
    if len(shown) > PAGE:
        rows.append((button(_.plain("Others"), WhoIsThis(found.id, page + 1, again=True)),))
    rows.append((button(_.plain("None of them"), TheyAre(found.id, one.id, 0)),))
    return Message(text, tuple(rows))
