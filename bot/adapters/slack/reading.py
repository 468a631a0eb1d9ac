"""Careful access to what Slack sent: any JSON may come, and what is missing or of another type reads as empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.chat.events import Place, Sender
from bot.chat.words import clean

Json = dict[str, Any]
PLATFORM = "slack"


class Refusal(ValueError):
    """The payload makes no event; the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the bot knows when a payload arrives.

    `bot` is its user id. `hears_channels`: it gets every message of its channels, so that `app_mention` brings nothing
    new. `dm_of` is the id of a person's private chat with the bot, where that was seen before.
    """

    bot: str
    now: datetime
    hears_channels: bool
    name_of: Callable[[str], str | None]
    dm_of: Callable[[str], str | None]


def at(payload: object, *path: str) -> object:
    for key in path:
        if not isinstance(payload, dict):
            return None
        payload = payload.get(key)
    return payload


def text(payload: object, *path: str) -> str:
    value = at(payload, *path)
    return clean(value) if isinstance(value, str) else ""


def part(payload: object, *path: str) -> Json:
    value = at(payload, *path)
    return value if isinstance(value, dict) else {}


def each(payload: object, *path: str) -> list[Json]:
    value = at(payload, *path)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def demand(payload: object, *path: str) -> str:
    """Raises `Refusal` where there is no such text."""
    value = text(payload, *path)
    if not value:
        raise Refusal(f"{'.'.join(path)}: there is none")
    return value


def somebody(account_id: str) -> Sender:
    """The account by its id alone; `people` adds what the workspace knows of it."""
    return Sender(PLATFORM, account_id, account_id)


def place_of(channel: str, kind: str = "", name: str = "", thread: str | None = None) -> Place:
    """`kind` is Slack's channel_type, `name` its channel_name; a payload carries the one or the other."""
    if kind == "im" or channel.startswith("D"):
        return Place(PLATFORM, channel, "private", thread)
    circle = kind == "mpim" or name.startswith("mpdm-")
    return Place(PLATFORM, channel, "circle" if circle else "group", thread)


def private_place(user: str, scene: Scene) -> Place:
    """The person's chat with the bot. While its id is unknown the person's own stands for it: Slack posts there too."""
    return Place(PLATFORM, scene.dm_of(user) or user, "private")


def thread_of(message: object) -> str | None:
    """The thread that a message stands in; its first message stands in none."""
    thread = text(message, "thread_ts")
    return thread if thread and thread != text(message, "ts") else None


def instant(ts: str, otherwise: datetime) -> datetime:
    """`ts` is in seconds since 1970, as a decimal fraction."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return otherwise
