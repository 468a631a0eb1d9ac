"""How sending can fail, whatever the platform: each says what delivery is to do."""

from __future__ import annotations


class SendError(Exception):
    """Base; also any failure that may pass by itself (network, 5xx, time-out): try again later."""


class RateLimited(SendError):
    """The platform asks to wait `retry_after` seconds, in this chat or (`whole_platform`) everywhere."""

    def __init__(self, retry_after: float, *, whole_platform: bool = True) -> None:
        super().__init__(f"rate limited for {retry_after} s")
        self.retry_after = retry_after
        self.whole_platform = whole_platform


class Unreachable(SendError):
    """The person blocked the bot or never opened a private chat; trying again is useless."""


class Refused(SendError):
    """The platform will never take this message (gone, too long, no right to write): give up and say so."""
