"""`/help` and `/cancel`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.events import ButtonPressed, CommandInvoked, MemberJoined
from bot.chat.messages import Edit, Intent, Message, Private, Rows
from bot.chat.text import Paragraph, Span, Text, bullets
from bot.feature import TOPICS, Command, Feature, Topic, allowed
from bot.locale.roles import role_words
from bot.locale.voice import N_, Voice
from bot.scene import Turn

feature = Feature("help")

FEW = 8
"""So few commands are explained at once."""

IN_A_ROW = 2


@dataclass(frozen=True, slots=True)
class HelpAbout(ButtonData):
    """What the commands about this `Topic` do; "" leads back to all of them."""

    prefix: ClassVar[str] = "help"
    about: str


@feature.command("help", access="anyone", summary=N_("see what I can do for you"), example="help")
async def help_(turn: Turn[CommandInvoked]) -> list[Intent]:
    """What this person's roles allow, by what one may want to do. In private, so that the group is not disturbed."""
    return [Private(_overview(turn))]


@feature.button(HelpAbout, access="anyone")
async def about(turn: Turn[ButtonPressed], data: HelpAbout) -> list[Intent]:
    """In place of the overview, with the way back: nobody has to scroll."""
    found = next((commands for topic, commands in _mine(turn) if topic == data.about), None)
    if found is None:
        return [Edit(_overview(turn))]
    _ = turn.voice
    title = _.plain(next(words for topic, words in TOPICS.items() if topic == data.about))
    text = (*_("**{title}**", title=title), *bullets(*(_line(_, command) for command in found)))
    return [Edit(Message(text, ((button(_.plain("◀ All of them"), HelpAbout("")),),)))]


def _mine(turn: Turn[Any]) -> Iterator[tuple[Topic, list[Command]]]:
    """The commands that the asker may use, by topic, in the alphabet's order; what ends a form comes last."""
    roles = turn.member.roles if turn.member else None
    commands = [c for c in turn.deployment.registry.commands.values() if not c.hidden and allowed(c.access, roles)]
    if turn.member:
        commands = [command for command in commands if command.name != "join"]
    if turn.member and turn.member.withdrawn:
        commands = [command for command in commands if command.access == "anyone" or command.topic == "me"]
    commands.sort(key=lambda command: (command.name == "cancel", command.name))
    for topic in TOPICS:
        if found := [command for command in commands if command.topic == topic]:
            yield topic, found


def _overview(turn: Turn[Any]) -> Message:
    """The commands' names under their topics, and a button for what they do; few are explained at once."""
    _, mine = turn.voice, list(_mine(turn))
    if sum(len(commands) for _topic, commands in mine) <= FEW:
        return Message(_greeting(turn) + bullets(*(_line(_, one) for _topic, found in mine for one in found)))
    text = _greeting(turn)
    for topic, commands in mine:
        text += (_names(_.plain(TOPICS[topic]), commands),)
    text += _("Tap below to see what they do.")
    buttons = [button(_.plain(TOPICS[topic]), HelpAbout(topic)) for topic, _commands in mine]
    rows: Rows = tuple(tuple(buttons[at : at + IN_A_ROW]) for at in range(0, len(buttons), IN_A_ROW))
    return Message(text, rows)


def _greeting(turn: Turn[Any]) -> Text:
    if turn.member is None:
        return turn.voice(
            "Ask me about **{title}**, in your own words. Are you a member? Then join with your invite code, "
            "and I can do more for you. You can send:",
            title=turn.cohort.title,
        )
    if turn.member.withdrawn:
        return turn.voice(
            "You have left **{title}**. You can still ask me about it, in your own words, and send:",
            title=turn.cohort.title,
        )
    return turn.voice(
        "Ask me anything about **{title}**, in your own words. As {roles} you can also send:",
        title=turn.cohort.title,
        roles=role_words(turn.member.roles, turn.voice),
    )


def _names(title: str, commands: list[Command]) -> Paragraph:
    """'Homework: /homework /submit', each to be tapped where the platform lets one."""
    spans = [Span(f"{title}:", bold=True)]
    for command in commands:
        spans += [Span(" "), Span(f"/{command.name}", command=True)]
    return Paragraph(tuple(spans))


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
    for feature_ in turn.deployment.registry.features if turn.member else ():
        for stopping in feature_.stoppings:
            if told := await stopping(turn):
                return list(told)
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
