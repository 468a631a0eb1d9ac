"""One message of several nudges, made when it leaves: of those that are still needed by then."""

from __future__ import annotations

from datetime import datetime

from bot.chat.errors import NotYet
from bot.chat.messages import Message
from bot.scene import View
from handlers.nudges.declared import as_of_now, feature, fewer, joined
from storage.unit_of_work import UnitOfWork


@feature.recheck("nudges.together")
async def together(view: View, key: str, to: str) -> Message | None:
    """None where none is needed any more. Raises `NotYet` where it is quiet on the member's clock."""
    member = await view.uow.members.by_id(int(to))
    if member is None or member.withdrawn:
        return None
    if view.config.quiet.holds(view.now, member.zone):
        raise NotYet(view.config.quiet.over(view.now, member.zone))
    waiting = await view.uow.nudges.of_message(f"{key}:{to}")
    said, parts = await as_of_now(view, waiting, await view.uow.nudges.limits(member.id))
    if not said:
        return None
    text, rows = joined(said)
    return Message(text, (*rows, *fewer(view.voice_for(member))), parts=tuple(parts))


@feature.arrived("nudges.together")
async def arrived(uow: UnitOfWork, now: datetime, message: Message) -> None:
    """What was in it counts, what was left out does not."""
    await uow.nudges.arrived(dict(message.parts), now)
