"""Reminders that belong to a moment: they leave at their time or not at all, unless the member has switched them off."""

from __future__ import annotations

from bot.chat.errors import NotYet
from bot.chat.messages import Message
from bot.feature import APPOINTMENT
from bot.scene import View
from handlers.nudges.declared import feature


@feature.recheck(APPOINTMENT)
async def appointment(view: View, nudge: str, then: str, **args: str) -> Message | None:
    """What the recheck called `then` says, for who wants to be reminded of this. Raises `NotYet` where it is quiet on
    the member's clock."""
    to = int(args["to"])
    rechecker = view.deployment.registry.rechecks.get(then)
    if rechecker is None or nudge in (await view.uow.nudges.limits(to)).off:
        return None
    message = await rechecker(view, **args)
    member = await view.uow.members.by_id(to) if message else None
    if member and view.config.quiet.holds(view.now, member.zone):
        raise NotYet(view.config.quiet.over(view.now, member.zone))
    return message
