"""The feature that this folder's modules register with."""

from collections.abc import Callable

from bot.chat.messages import Intent, Message, Private, Rows
from bot.chat.text import Text
from bot.domain.people import ORGANISERS
from bot.feature import Feature
from bot.locale.voice import Voice
from bot.scene import Scene

feature = Feature("enrolment")


async def tell_organisers(
    scene: Scene, cohort_id: int, say: Callable[[Voice], tuple[Text, Rows]], key: str | None = None
) -> list[Intent]:
    """A private message to each organiser of the cohort, in their own language; `key` makes it once-only for each."""
    intents: list[Intent] = []
    for member in await scene.uow.members.of_cohort(cohort_id):
        if member.roles & ORGANISERS:
            text, buttons = say(scene.voice_for(member))
            intents.append(Private(Message(text, buttons), to=member.id, key=f"{key}:{member.id}" if key else None))
    return intents
