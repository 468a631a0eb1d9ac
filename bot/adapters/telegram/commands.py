"""The command menu that Telegram shows behind the slash: for everybody, for chats, for a group's administrators."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.chat.commands import Audience, CommandLists
from bot.chat.words import shortened

log = logging.getLogger(__name__)

MOST = 100
DESCRIPTION_MAX = 256
"""Commands in a list, and characters of a description (https://core.telegram.org/bots/api#setmycommands)."""

_NAME = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")

_SCOPES: tuple[tuple[BotCommandScope, frozenset[Audience]], ...] = (
    (BotCommandScopeDefault(), frozenset({"anyone"})),
    (BotCommandScopeAllPrivateChats(), frozenset({"anyone", "members"})),
    (BotCommandScopeAllGroupChats(), frozenset({"anyone", "members"})),
    (BotCommandScopeAllChatAdministrators(), frozenset({"anyone", "members", "staff"})),
)


@dataclass(frozen=True, slots=True)
class Menu:
    """`language` is empty for everybody whose language has no menu."""

    scope: BotCommandScope
    language: str
    commands: tuple[BotCommand, ...]


def menus(lists: CommandLists) -> Iterator[Menu]:
    """Every list for every scope. Telegram knows languages of two letters: of `pt-br` and `pt` the first counts."""
    seen: set[str] = set()
    for number, (code, listed) in enumerate(lists.items()):
        language = "" if number == 0 else re.split("[-_]", code.lower())[0]
        if language in seen or not (language == "" or _LANGUAGE.fullmatch(language)):
            continue
        seen.add(language)
        for scope, audiences in _SCOPES:
            shown = [command for command in listed if command.audience in audiences and _NAME.fullmatch(command.name)]
            commands = [BotCommand(command.name, shortened(command.summary, DESCRIPTION_MAX)) for command in shown]
            yield Menu(scope, language, tuple(commands[:MOST]))


async def publish(bot: Bot, lists: CommandLists) -> None:
    """Set what differs from what Telegram has. Failures are logged: a menu is a convenience."""
    try:
        for menu in menus(lists):
            current = await bot.get_my_commands(menu.scope, menu.language or None)
            if current != menu.commands:
                await bot.set_my_commands(menu.commands, menu.scope, menu.language or None)
    except TelegramError as error:
        log.warning("the command menu is not up to date: %s", type(error).__name__)
