"""Who is missing at a session, and what is known of why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Edit, Intent, Message, Private
from bot.chat.text import Text, bullets
from bot.domain.absence import State
from bot.domain.people import STAFF, Member
from bot.domain.presence import Sitting
from bot.locale.voice import N_, Voice
from bot.programme.schedule import sittings
from bot.scene import Turn, View
from handlers.status.declared import WhoIsMissing, feature, learners_of, notices_of, who

SHOWN = 40
"""Names in one message; more would be cut by the platforms, and nobody reads on."""

NOTICES: Mapping[State, str] = {
    "open": N_("said so before, not decided yet"),
    "justified": N_("said so before, accepted"),
    "unjustified": N_("said so before, not accepted"),
}


@dataclass(frozen=True, slots=True)
class MissingAt(ButtonData):
    """Another session, in the same message."""

    prefix: ClassVar[str] = "za"
    cohort: int
    session: str


@feature.button(WhoIsMissing, access="members", any_cohort=True)
async def who_is_missing(pressed: Turn[ButtonPressed], data: WhoIsMissing) -> list[Intent]:
    """At the session that runs, or was the last one."""
    turn = await pressed.within(data.cohort, STAFF)
    begun = _begun(turn)
    if not begun:
        return [turn.toast(N_("No session has begun yet, so nobody is missing."), alert=True)]
    return [Private(await _message(turn, turn.voice, begun[-1].session, begun))]


@feature.button(MissingAt, access="members", any_cohort=True)
async def another(pressed: Turn[ButtonPressed], data: MissingAt) -> list[Intent]:
    turn = await pressed.within(data.cohort, STAFF)
    begun = _begun(turn)
    if all(sitting.session != data.session for sitting in begun):
        return [turn.toast(N_("This session is no longer in the programme, or was moved."), alert=True)]
    return [Edit(await _message(turn, turn.voice, data.session, begun))]


def _begun(view: View) -> list[Sitting]:
    return [sitting for sitting in sittings(view.programme, view.now) if sitting.begun and sitting.taken]


async def _message(view: View, _: Voice, key: str, begun: list[Sitting]) -> Message:
    place = next(at for at, sitting in enumerate(begun) if sitting.session == key)
    near = []
    if place:
        near.append(button(_.plain("Session before"), MissingAt(view.cohort.id, begun[place - 1].session)))
    if place + 1 < len(begun):
        near.append(button(_.plain("Session after"), MissingAt(view.cohort.id, begun[place + 1].session)))
    return Message(await _text(view, _, begun[place]), (tuple(near),) if near else ())


async def _text(view: View, _: Voice, sitting: Sitting) -> Text:
    turnout = (await view.uow.attendance.turnouts(view.cohort.id, [sitting.session])).get(sitting.session)
    there = turnout.there if turnout else frozenset()
    learners = await learners_of(view)
    absent = [member for member in learners if member.id not in there]
    title = view.programme.session(sitting.session).title
    if not absent:
        all_here = _.plural("{n} of {n} is there.", "All {n} are there.", len(learners))
        return _("**{title}**: nobody is missing. {all_here}", title=title, all_here=all_here)
    words = N_("**Missing at {title}**: {n} of {all}.") if sitting.over else N_("**Not yet at {title}**: {n} of {all}.")
    text = _(words, title=title, n=len(absent), all=len(learners))
    notices = await notices_of(view)
    said = [(member, notices.get((sitting.session, member.id))) for member in absent]
    text += bullets(*(_line(_, member, notice) for member, notice in sorted(said, key=_silent_first)[:SHOWN]))
    if len(absent) > SHOWN:
        rest = len(absent) - SHOWN
        more = _.plural(
            "and {n} more: they are in the list, /attendance", "and {n} more: they are in the list, /attendance", rest
        )
        text += _("{more}", more=more)
    return text


def _silent_first(one: tuple[Member, State | None]) -> bool:
    """Those of whom nothing is known are the ones to look for; among them the order stays."""
    return one[1] is not None


def _line(_: Voice, member: Member, notice: State | None) -> Text:
    if notice is None or notice not in NOTICES:
        return _("{who}", who=who(member))
    return _("{who}: {notice}", who=who(member), notice=_.plain(NOTICES[notice]))
