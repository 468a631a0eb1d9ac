"""What the platforms' own command menus show, from what the features declare."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.chat.commands import Audience, CommandLists, ListedCommand
from bot.feature import Access
from bot.locale.catalogue import languages
from bot.locale.voice import Voice
from bot.registry import Registry


def command_lists(registry: Registry) -> CommandLists:
    """In each language that the bot speaks, English first; by name, without what is not to be listed."""
    listed = sorted((command for command in registry.commands.values() if not command.hidden), key=lambda c: c.name)
    lists: dict[str, tuple[ListedCommand, ...]] = {}
    for language in languages():
        _ = Voice(language, ZoneInfo("UTC"))
        lists[language] = tuple(ListedCommand(c.name, _.plain(c.summary), _audience(c.access)) for c in listed)
    return lists


def _audience(access: Access) -> Audience:
    return access if isinstance(access, str) else "staff"
