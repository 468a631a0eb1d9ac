"""How sending can fail, whatever the platform: each says what delivery is to do."""

from __future__ import annotations

from datetime import datetime


class SendError(Exception):
    """Base; also any failure that may pass by itself (5xx, an answer that never came): try again later."""


class Offline(SendError):
    """Nothing reaches the platform now, so nothing was sent: wait for it, however long, and count no try."""


class RateLimited(SendError):
    """The platform asks to wait `retry_after` seconds, in this chat or (`whole_platform`) everywhere."""

    def __init__(self, retry_after: float, *, whole_platform: bool = True) -> None:
        super().__init__(f"rate limited for {retry_after} s")
        self.retry_after = retry_after
        self.whole_platform = whole_platform


class Unreachable(SendError):
    """The person does not want to hear from the bot (blocked it, or left the platform); trying again is useless."""


class NotOpened(Unreachable):
    """The person never opened a private chat, and here they must do so first: the message waits until they have."""


class NotYet(Exception):
    """Raised by a recheck: the message is to leave from `until` on, not now, and will be made then."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until}")
        self.until = until


class Moved(SendError):
    """The chat has a new id. Whatever belongs to the old one is to follow it, and this message to be sent there."""

    def __init__(self, new_chat_id: str) -> None:
        super().__init__(f"the chat is now {new_chat_id}")
        self.new_chat_id = new_chat_id


class Refused(SendError):
    """The platform will never take this message (gone, too long, no right to write): give up and say so."""
