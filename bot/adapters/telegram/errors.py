"""From the library's exceptions to `bot.chat.errors`.

None of them carries an exception's own text further: those of the network may hold the address, and with it the token.
"""

from __future__ import annotations

import os
from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.chat.errors import Moved, NotOpened, Offline, RateLimited, Refused, SendError, Unreachable

os.environ.setdefault("PTB_TIMEDELTA", "true")
"""Opts in to `RetryAfter.retry_after` as a timedelta, as the library asks; without it each 429 is a deprecation warning."""

REVOKED = (
    "Telegram refuses the token. Ask @BotFather for the token of this bot, put it into GROUPMATE_TELEGRAM_TOKEN, "
    "and start groupmate again."
)
UNREACHABLE = "Telegram cannot be reached."

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.ProxyError)

_NOT_OPENED = (
    "can't initiate conversation",
    "bot can't send messages to the user",
    "chat not found",
    "peer_id_invalid",
)
_UNWANTED = ("blocked by the user", "user is deactivated")

_PLAIN = {
    "kicked": "The bot was removed from this group.",
    "not a member": "The bot is not in this group.",
    "not enough rights": "The bot may not write in this group.",
    "have no rights": "The bot may not write in this group.",
    "chat_write_forbidden": "The bot may not write in this group.",
    "chat_restricted": "The bot may not write in this group.",
    "chat not found": "Telegram knows no such group, or the bot was never in it.",
    "group chat was deactivated": "This group was closed.",
    "message to edit not found": "The message is gone.",
    "message can't be edited": "This message cannot be edited any more.",
    "message_id_invalid": "The message is gone.",
    "request entity too large": "The file is too large for Telegram.",
}
"""Parts of Telegram's own words (lower case), and what organisers are told."""


def says(error: TelegramError, *parts: str) -> bool:
    """Whether Telegram's explanation has one of these in it, whatever the case (the library changes it)."""
    words = error.message.lower()
    return any(part in words for part in parts)


def translated(error: TelegramError, *, private: bool) -> SendError:
    """What delivery is to do. `private`: the call was for a person's own chat."""
    match error:
        case RetryAfter():
            # A group's limit is its own; where a single person's chat is full, it is the bot's limit for all.
            return RateLimited(seconds_of(error), whole_platform=private)
        case ChatMigrated(new_chat_id=new):
            return Moved(str(new))
        case InvalidToken():
            return Offline(REVOKED)
        case Forbidden() | BadRequest():
            return _refused(error, private)
        case Conflict():
            return SendError("Telegram says that something else is using this bot.")
        case NetworkError() if isinstance(error.__cause__, _NEVER_SENT):
            return Offline(UNREACHABLE)
        case NetworkError() if says(error, "request entity too large"):
            return _refused(error, private)
        case TimedOut():
            return SendError("Telegram did not answer in time.")
        case _:
            return SendError(f"Telegram did not answer as it should ({type(error.__cause__ or error).__name__}).")


def seconds_of(error: RetryAfter) -> float:
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def _refused(error: TelegramError, private: bool) -> SendError:
    if private and says(error, *_UNWANTED):
        return Unreachable("This person has blocked the bot, or left Telegram.")
    if private and says(error, *_NOT_OPENED):
        return NotOpened("This person has not opened a private chat with the bot.")
    words = error.message.lower()
    plain = next((plain for part, plain in _PLAIN.items() if part in words), None)
    return Refused(plain or f"Telegram refused it: {error.message}")
