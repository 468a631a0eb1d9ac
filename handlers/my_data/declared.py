"""The feature that this folder's modules register with, and what they say of how attendance is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.chat.messages import Intent, Message, Private
from bot.chat.text import Text
from bot.domain.personal import CONFIRM_WITHIN
from bot.feature import Feature
from bot.locale.voice import N_, Voice
from bot.scene import Scene, Turn

feature = Feature("my_data", topic="me")

TOO_OLD = N_("This button is too old, so nothing was erased. Please send the command again.")

KEPT = {
    "without_name": N_(
        "What stays: at which sessions you were, for the count, but without your name: it stands there as a former "
        "participant with a number drawn by lot."
    ),
    "ask": N_(
        "What stays at first: at which sessions you were, but without your name. The organisers then decide whether "
        "that must be kept for the funders, or is erased, too."
    ),
    "erase": N_("Your attendance is erased as well, so nobody can prove any more that you took part."),
}
"""What becomes of attendance, by the config's `privacy.attendance_of_erased`, for the person themselves."""


def minute(at: datetime) -> int:
    """For buttons and keys."""
    return int(at.timestamp()) // 60


def is_fresh(made: int, now: datetime) -> bool:
    """Whether a button made in that minute may still do what cannot be undone."""
    return 0 <= minute(now) - made <= CONFIRM_WITHIN.total_seconds() // 60


def erases_attendance(scene: Scene) -> bool:
    return scene.deployment.privacy.attendance_of_erased == "erase"


async def tell_organisers(
    scene: Scene, cohort_id: int, say: Callable[[Voice], Text], *, but: int | None = None
) -> list[Intent]:
    """A private message to each organiser of the cohort, in their own language."""
    told = await scene.uow.members.organisers(cohort_id)
    return [Private(Message(say(scene.voice_for(one))), to=one.id) for one in told if one.id != but]


def contacts(turn: Turn[Any]) -> str:
    return ", ".join(turn.programme.contacts.values()) or "–"
