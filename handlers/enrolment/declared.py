"""The feature that this folder's modules register with."""

from collections.abc import Callable
from typing import Any

from bot.chat.messages import Intent, Message, Private
from bot.chat.text import Text
from bot.domain.people import Cohort
from bot.feature import Feature
from bot.locale.voice import Voice
from bot.scene import Scene, Turn

feature = Feature("enrolment", topic="me")


async def spoken_of(turn: Turn[Any]) -> list[Cohort]:
    """The cohorts that may be meant: a stranger in private can be anybody's guest."""
    if turn.member or not turn.in_private:
        return [turn.cohort]
    return [cohort for cohort in await turn.uow.cohorts.all() if cohort.key in turn.deployment.cohorts]


async def tell_organisers(scene: Scene, cohort_id: int, say: Callable[[Voice], Text]) -> list[Intent]:
    """A private message to each organiser of the cohort, in their own language."""
    told = await scene.uow.members.organisers(cohort_id)
    return [Private(Message(say(scene.voice_for(organiser))), to=organiser.id) for organiser in told]
