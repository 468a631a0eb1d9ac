"""`/help` and `/cancel`."""

from __future__ import annotations

from bot.chat.events import CommandInvoked, MemberJoined
from bot.chat.messages import Intent, Message, Private
from bot.chat.text import Text, bullets
from bot.feature import Command, Feature, allowed
from bot.locale.roles import role_words
from bot.locale.voice import N_, Voice
from bot.scene import Turn

feature = Feature("help")


@feature.command("help", access="anyone", summary=N_("see what I can do for you"), example="help")
async def help_(turn: Turn[CommandInvoked]) -> list[Intent]:
    """What this person's roles allow, with an example each. In private, so that the group is not disturbed."""
    _ = turn.voice
    roles = turn.member.roles if turn.member else None
    commands = [c for c in turn.deployment.registry.commands.values() if not c.hidden and allowed(c.access, roles)]
    if turn.member:
        commands = [command for command in commands if command.name != "join"]
    lines = bullets(*(_line(_, command) for command in sorted(commands, key=lambda c: (c.name == "cancel", c.name))))
    if turn.member is None:
        head = _(
            "Ask me about **{title}**, in your own words. Are you a member? Then join with your invite code, "
            "and I can do more for you. You can send:",
            title=turn.cohort.title,
        )
    else:
        head = _(
            "Ask me anything about **{title}**, in your own words. As {roles} you can also send:",
            title=turn.cohort.title,
            roles=role_words(turn.member.roles, _),
        )
    return [Private(Message((*head, *lines)))]


def _line(_: Voice, command: Command) -> Text:
    """The command as somebody would type it. Without code marks where nothing follows it: then a tap sends it."""
    summary = _.plain(command.summary)
    if command.example == command.name:
        return _("/{example}: {summary}", example=command.example, summary=summary)
    return _("`/{example}`: {summary}", example=command.example, summary=summary)


@feature.command(
    "cancel", access="anyone", any_cohort=True, summary=N_("stop the form you are filling in"), example="cancel"
)
async def cancel(turn: Turn[CommandInvoked]) -> list[Intent]:
    if await turn.uow.dialogs.end(turn.account.platform, turn.account.account_id):
        return [turn.tell(N_("Cancelled. Nothing of that form was saved."))]
    return [turn.tell(N_("There is nothing to cancel: no form is open."))]


@feature.joined
async def joined_group(turn: Turn[MemberJoined]) -> list[Intent]:
    """Members are greeted by the group, not by a bot; somebody unknown is told how to join, in private."""
    if turn.member:
        return []
    return [
        turn.tell(
            N_(
                "Hello! I am the assistant of **{title}**. Are you a member? Then please send me `/join` and your "
                "invite code, here in private."
            ),
            title=turn.cohort.title,
        )
    ]
