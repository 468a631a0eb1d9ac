"""`/link`: where the session takes place, for members alone and in private."""

from __future__ import annotations

from bot.chat.events import CommandInvoked
from bot.chat.messages import Intent, Message, Private
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_
from bot.programme.upcoming import upcoming
from bot.scene import Turn
from handlers.reminders.declared import feature
from handlers.reminders.message import where


@feature.command(
    "link", access="members", summary=N_("get the link to the online session that is on or comes next"), example="link"
)
async def link(turn: Turn[CommandInvoked]) -> list[Intent]:
    """Of the session that runs now, or else of the next one."""
    if turn.me.withdrawn:
        raise RuleViolation("access.members_only")
    _ = turn.voice
    session = next((s for s in upcoming(turn.programme, turn.now) if s.kind == "online"), None)
    if session is None:
        return [turn.tell(N_("No online session is planned, so there is no link."))]
    if session.starts_at:
        head = _("**{title}**, {when}", title=session.title, when=_.moment(session.starts_at))
    else:
        head = _("**{title}**", title=session.title)
    if not session.link:
        contact = ", ".join(turn.programme.contacts.values()) or _.plain("the organisers")
        return [Private(Message(head + _("I have no link for it. Please ask {contact}.", contact=contact)))]
    return [Private(Message(head + where(_, session)))]
