"""What stands in a message that came in: its text as Telegram counts it (UTF-16), the command it is, the bot's name in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram import Message, MessageEntity

from bot.chat import words
from bot.chat.events import CommandInvoked

PLATFORM = "telegram"

_BEHIND_NAME = re.compile(r"[,:]?[ \t]*")


@dataclass(frozen=True, slots=True)
class Me:
    """The bot's own account."""

    id: int
    username: str


class Refusal(ValueError):
    """The update is not for this bot to act on; the text says why, for the log."""


class Anonymous(Refusal):
    """A command for the bot, by an administrator who writes in the name of the group. The sender of `event` is nobody."""

    def __init__(self, event: CommandInvoked) -> None:
        super().__init__("a command by an anonymous administrator")
        self.event = event


def clean(text: object) -> str:
    """What somebody typed, without control characters, half characters, or space around it. Raises `Refusal`."""
    if not isinstance(text, str):
        raise Refusal(f"malformed: a text is a {type(text).__name__}")
    return words.clean(text).strip()


def words_of(message: Message) -> tuple[str, tuple[MessageEntity, ...]]:
    """Its text, or its caption, with what Telegram found in it."""
    if message.text is not None:
        return message.text, message.entities
    return message.caption or "", message.caption_entities


def command_of(message: Message, bot: Me) -> tuple[str, str] | None:
    """Name and arguments of the command that the text begins with; the name is empty for a command to another bot."""
    for entity in message.entities:
        if entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0 and message.text is not None:
            command, rest = _cut(message.text, 0, entity.length)[1:]
            name, _, whose = command.removeprefix("/").partition("@")
            ours = not whose or whose.lower() == bot.username.lower()
            return (clean(name).lower() if ours else ""), clean(rest)
    return None


def without_name(message: Message, bot: Me) -> tuple[str, bool]:
    """The text without mentions of the bot and the comma or colon behind them; and whether there were any."""
    text, entities = words_of(message)
    named = [entity for entity in entities if _names(entity, text, bot)]
    for entity in sorted(named, key=lambda entity: -entity.offset):
        before, _, behind = _cut(text, entity.offset, entity.length)
        text = before + _BEHIND_NAME.sub("", behind, count=1)
    return clean(text), bool(named)


def _names(entity: MessageEntity, text: str, bot: Me) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == bot.id
    name = f"@{bot.username}".lower()
    return entity.type == MessageEntity.MENTION and _cut(text, entity.offset, entity.length)[1].lower() == name


def _cut(text: str, offset: int, length: int) -> tuple[str, str, str]:
    """Before, within, and behind a range in UTF-16 units."""
    units = text.encode("utf-16-le", "surrogatepass")
    start, end = 2 * offset, 2 * (offset + length)
    before, within, behind = (
        part.decode("utf-16-le", "replace") for part in (units[:start], units[start:end], units[end:])
    )
    return before, within, behind
