"""What happens to a group as a whole: it gets another id, or the bot's place in it changes."""

from __future__ import annotations

from datetime import datetime

from bot.chat.events import GroupTouched
from bot.ports import ToChat
from bot.scene import Deployment
from storage.outgoing import Lease, Outgoing
from storage.unit_of_work import UnitOfWork


async def greet(
    uow: UnitOfWork, deployment: Deployment, event: GroupTouched, wall: datetime, lease: Lease
) -> list[int]:
    """The rows that say hello where the bot was added to a group that belongs to no cohort yet."""
    place = event.place
    if not event.added or await uow.cohorts.of_group(place.platform, place.chat_id):
        return []
    there = ToChat(place.chat_id, place.thread_id)
    greetings = [greeter() for feature in deployment.registry.features for greeter in feature.greeters]
    made = [await uow.outbox.add(Outgoing(place.platform, there, message), wall, lease) for message in greetings]
    return [row for row in made if row is not None]


async def move(uow: UnitOfWork, platform: str, old: str, new: str, now: datetime) -> None:
    """The group goes on under a new id, and with it all that belongs to it. A second time it does nothing."""
    await uow.cohorts.move_group(platform, old, new)
    await uow.outbox.move(platform, old, new, now)
    await uow.questions.move(platform, old, new)
