"""Each way in which a call fails says what delivery is to do; none tells the token."""

from __future__ import annotations

import httpx
import pytest
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

from bot.adapters.telegram.errors import REVOKED, translated
from bot.chat.errors import Moved, NotOpened, Offline, RateLimited, Refused, SendError, Unreachable

TOKEN = "123456789:AA-secret_secret_secret_secret_secret"


def because(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


SECRET_ADDRESS = httpx.ConnectError(f"cannot connect to https://api.telegram.org/bot{TOKEN}/sendMessage")


@pytest.mark.parametrize(
    ("error", "private", "kind", "words"),
    [
        (Forbidden("Forbidden: bot can't initiate conversation with a user"), True, NotOpened, "has not opened"),
        (BadRequest("Bad Request: chat not found"), True, NotOpened, "has not opened"),
        (BadRequest("Bad Request: PEER_ID_INVALID"), True, NotOpened, "has not opened"),
        (Forbidden("Forbidden: bot was blocked by the user"), True, Unreachable, "has blocked"),
        (Forbidden("Forbidden: user is deactivated"), True, Unreachable, "has blocked"),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), False, Refused, "was removed from this group"),
        (Forbidden("Forbidden: bot is not a member of the supergroup chat"), False, Refused, "is not in this group"),
        (BadRequest("Bad Request: not enough rights to send text messages to the chat"), False, Refused, "may not write"),
        (BadRequest("Bad Request: CHAT_WRITE_FORBIDDEN"), False, Refused, "may not write"),
        (BadRequest("Bad Request: chat not found"), False, Refused, "no such group"),
        (BadRequest("Bad Request: message to edit not found"), False, Refused, "is gone"),
        (BadRequest("Bad Request: message can't be edited"), True, Refused, "cannot be edited"),
        (BadRequest("Bad Request: BUTTON_URL_INVALID"), True, Refused, "Telegram refused it: Button_url_invalid"),
        (ChatMigrated(-1002), False, Moved, "-1002"),
        (InvalidToken(f"The token `{TOKEN}` was rejected"), False, Offline, REVOKED),
        (Conflict("Conflict: terminated"), False, SendError, "something else"),
        (because(NetworkError(f"httpx.ConnectError: {TOKEN}"), SECRET_ADDRESS), False, Offline, "cannot be reached"),
        (because(TimedOut(), httpx.ConnectTimeout("")), False, Offline, "cannot be reached"),
        (because(TimedOut(), httpx.PoolTimeout("")), False, Offline, "cannot be reached"),
        (because(TimedOut(), httpx.ReadTimeout("")), False, SendError, "in time"),
        (because(NetworkError(f"bot{TOKEN}"), httpx.ReadError("")), False, SendError, "(ReadError)"),
        (NetworkError("Bad Gateway (502)"), False, SendError, "(NetworkError)"),
        (NetworkError("Request Entity Too Large"), False, Refused, "too large"),
    ],
)  # fmt: skip
def test_what_delivery_is_to_do(error: TelegramError, private: bool, kind: type[SendError], words: str) -> None:
    made = translated(error, private=private)
    assert type(made) is kind
    assert words in str(made)
    assert TOKEN not in str(made)


@pytest.mark.parametrize(("private", "everywhere"), [(True, True), (False, False)])
def test_a_full_group_holds_up_no_other(private: bool, everywhere: bool) -> None:
    made = translated(RetryAfter(17), private=private)
    assert isinstance(made, RateLimited)
    assert (made.retry_after, made.whole_platform) == (17.0, everywhere)
