"""The feature that this folder's modules register with, and what all of them ask."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.domain.coaching.slots import Booking, Policy, Slot
from bot.domain.people import LEARNERS, Member, Role
from bot.domain.violation import RuleViolation
from bot.feature import Feature
from bot.locale.voice import N_
from bot.programme.coaching import policy
from bot.scene import Turn, View

feature = Feature("coaching", topic="people")

OFFERING: frozenset[Role] = frozenset({"coach", "organiser"})
"""Coaches manage their own times, organisers everybody's."""

COACHES: frozenset[Role] = frozenset({"coach"})


def _coaching_here(view: View) -> bool:
    return policy(view.programme) is not None


feature.nudge(
    "coaching",
    label=N_("Your coaching appointments"),
    why=N_("the day before, and in the last hour"),
    appointment=True,
    used=_coaching_here,
)
feature.nudge(
    "coaching_day",
    label=N_("Who comes to you for coaching"),
    why=N_("the evening before"),
    appointment=True,
    access=COACHES,
    used=_coaching_here,
)
feature.nudge(
    "coaching_to_book",
    label=N_("Coaching to book"),
    why=N_("while you have none and times are free"),
    access=LEARNERS,
    used=_coaching_here,
)
feature.nudge(
    "coaching_short",
    label=N_("More coaching times to offer"),
    why=N_("while there are too few for everybody"),
    access=COACHES,
    used=_coaching_here,
)


def policy_of(view: View) -> Policy:
    """The programme's rules. Raises `coaching.none` where it has no coaching."""
    found = policy(view.programme)
    if found is None:
        raise RuleViolation("coaching.none")
    return found


def bookable_from(rules: Policy, now: datetime) -> datetime:
    """A time that begins earlier cannot be booked any more."""
    return now + rules.notice


async def slot_for(turn: Turn[Any], slot_id: int) -> tuple[Turn[Any], Slot]:
    """The slot, and the turn as one of its cohort. Raises `access.members_only` for who is no member there."""
    found = await turn.uow.slots.by_id(slot_id)
    if found is None:
        raise RuleViolation("access.denied", access=OFFERING)
    return await turn.within(found.cohort_id, "members"), found


async def own_slot(turn: Turn[Any], slot_id: int) -> tuple[Turn[Any], Slot]:
    """A slot that the asker manages: their own, or any for an organiser. Raises `access.denied`."""
    found = await turn.uow.slots.by_id(slot_id)
    if found is None:
        raise RuleViolation("access.denied", access=OFFERING)
    here = await turn.within(found.cohort_id, OFFERING)
    if found.coach_id != here.me.id and "organiser" not in here.me.roles:
        raise RuleViolation("access.denied", access=frozenset({"organiser"}))
    return here, found


async def own_booking(turn: Turn[Any], booking_id: int) -> tuple[Turn[Any], Booking]:
    """A booking that is the asker's own. Raises `access.denied`."""
    found = await turn.uow.bookings.by_id(booking_id)
    if found is None:
        raise RuleViolation("access.denied", access=frozenset({"organiser"}))
    here = await turn.within(found.slot.cohort_id, "members")
    if found.member_id != here.me.id:
        raise RuleViolation("access.denied", access=frozenset({"organiser"}))
    return here, found


async def coached_booking(turn: Turn[Any], booking_id: int) -> tuple[Turn[Any], Booking]:
    """A booking with the asker as its coach, or any for an organiser. Raises `access.denied`."""
    found = await turn.uow.bookings.by_id(booking_id)
    if found is None:
        raise RuleViolation("access.denied", access=OFFERING)
    here, _slot = await own_slot(turn, found.slot.id)
    return here, found


async def organisers_of(view: View) -> list[Member]:
    return [one for one in await view.uow.members.organisers(view.cohort.id) if not one.withdrawn]
