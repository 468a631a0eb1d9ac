"""Not with …: whom somebody does not want to be paired with. Nobody else ever sees it, nor that there is anything."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message, Private
from bot.domain.find_people import find_people
from bot.domain.people import PAIRED, Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.peers.buttons import NotWith
from handlers.peers.declared import check_still_here, feature, members_of
from handlers.peers.refusals import worded
from handlers.peers.words import names, who

CHOICES = 6


async def not_with(turn: Turn[Any], typed: str) -> list[Intent]:
    """The one that is meant, after a look: a slip of the finger would keep two people apart unseen."""
    return await _which(turn, typed, apart=True, among=None)


async def with_again(turn: Turn[Any], typed: str) -> list[Intent]:
    """Take it back, for one of those they have named."""
    own = await turn.uow.peers.excluded_by(turn.me.id)
    return await _which(turn, typed, apart=False, among=own)


async def _which(turn: Turn[Any], typed: str, *, apart: bool, among: list[int] | None) -> list[Intent]:
    _ = turn.voice
    others = [one for one in await turn.uow.members.of_cohort(turn.cohort.id) if could_be_paired(turn.me, one)]
    people = [one for one in others if among is None or one.id in among]
    found = find_people(people, typed) if typed.strip() else people if among else []
    if not found:
        return [
            turn.tell(N_("I know nobody called “{name}” here. Please write the name as in the group."), name=typed[:60])
        ]
    rows: list[tuple[Button, ...]] = [
        (button(who(one)[:60], NotWith(turn.cohort.id, one.id, apart)),) for one in found[:CHOICES]
    ]
    words = _("With whom do you not want to be paired? Tap the name. Only I know, and nobody is told.")
    if not apart:
        words = _("With whom may I pair you again? Tap the name.")
    # In private alone, wherever it is asked.
    return [Private(Message(words, tuple(rows)))]


@feature.button(NotWith, access="members", any_cohort=True)
async def decided(pressed: Turn[ButtonPressed], data: NotWith) -> list[Intent]:
    turn = await pressed.within(data.cohort, PAIRED)
    other = await turn.uow.members.by_id(data.other)
    if other is None or other.cohort_id != turn.cohort.id or other.id == turn.me.id or other.erased:
        return [turn.toast(N_("This is no longer there."), alert=True)]
    _ = turn.voice
    try:
        check_still_here(turn.me)
        if other.withdrawn:
            raise RuleViolation("peers.other_left", name=other.name)
    except RuleViolation as no:
        return [turn.toast(worded(no, _), alert=True)]
    await _note(turn, other, apart=data.apart)
    own = await members_of(turn, tuple(await turn.uow.peers.excluded_by(turn.me.id)))
    text = _("Noted. Only I know: {names} is not told, nor is anybody else.", names=other.name)
    if not data.apart:
        text = _("Noted: you may be paired with {name} again.", name=other.name)
    if own:
        text += _("You are not paired with: {names}. To take it back: `/peers with …`", names=names(own, _))
    return [Edit(Message(text))]


def could_be_paired(one: Member, other: Member) -> bool:
    """In a round, or as mentor and mentee."""
    mentoring = any({"mentor"} & a.roles and {"mentee"} & b.roles for a, b in ((one, other), (other, one)))
    return one.id != other.id and not other.withdrawn and ((one.learner and other.learner) or mentoring)


async def _note(turn: Turn[Any], other: Member, *, apart: bool) -> None:
    if apart:
        await turn.uow.peers.keep_apart(turn.me.id, other.id, turn.now)
    else:
        await turn.uow.peers.no_longer_apart(turn.me.id, other.id)
