"""`/help` and `/cancel`."""

from __future__ import annotations

from bot.chat.events import CommandInvoked, MemberJoined
from bot.chat.messages import Intent, Message, Private
from bot.chat.text import bullets
from bot.domain.people import STAFF
from bot.feature import Feature, allowed
from bot.locale.voice import N_
from bot.scene import Turn

feature = Feature("help")


@feature.command("help", access="anyone", summary=N_("see what I can do for you"), example="help")
async def help_(turn: Turn[CommandInvoked]) -> list[Intent]:
    """What this person's roles allow, with an example each. In private, so that the group is not disturbed."""
    _ = turn.voice
    roles = turn.member.roles if turn.member else None
    commands = [c for c in turn.deployment.registry.commands.values() if not c.hidden and allowed(c.access, roles)]
    lines = [
        _("/{name}: {summary} (`/{example}`)", name=c.name, summary=_.plain(c.summary), example=c.example)
        if c.example != c.name
        else _("/{name}: {summary}", name=c.name, summary=_.plain(c.summary))
        for c in sorted(commands, key=lambda c: c.name)
    ]
    if turn.member is None:
        head = _(
            "I answer questions about **{title}**. Members can do more: join with your invite code.",
            title=turn.programme.title,
        )
    elif roles and roles & STAFF:
        head = _("Ask me anything about the programme in your own words. As **staff** you can also send:")
    else:
        head = _("Ask me anything about the programme, in your own words. You can also send:")
    return [Private(Message((*head, *bullets(*lines))))]


@feature.command(
    "cancel", access="anyone", any_cohort=True, summary=N_("stop the form you are filling in"), example="cancel"
)
async def cancel(turn: Turn[CommandInvoked]) -> list[Intent]:
    if await turn.uow.dialogs.end(turn.account.platform, turn.account.account_id):
        return [turn.tell(N_("Cancelled. Nothing was saved."))]
    return [turn.tell(N_("There is nothing to cancel."))]


@feature.joined
async def joined_group(turn: Turn[MemberJoined]) -> list[Intent]:
    """Members are greeted by the group, not by a bot; somebody unknown is told how to join, in private."""
    if turn.member:
        return []
    return [
        turn.tell(
            N_("Hello! I am the assistant of **{title}**. To take part, send me `/join` and your invite code."),
            title=turn.cohort.title,
        )
    ]
