"""What can be made to go wrong: ordered failures, lost and late answers, and limits on the pace."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.servers.telegram.errors import Refused, too_many
from tests.servers.telegram.params import NAMES

DOWNLOAD = "download"
"""Stands for fetching a file, which is no method."""

DESCRIPTIONS = {
    400: "Bad Request: invalid request", 401: "Unauthorized", 403: "Forbidden: access denied", 404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error", 502: "Bad Gateway",
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """Something that befalls one call."""

    kind: Literal["fail", "lose", "hang"]
    refusal: Refused | None = None
    seconds: float = 0.0


class Faults:
    """The ordered faults, by method, in order."""

    def __init__(self) -> None:
        self._next: dict[str, deque[Fault]] = defaultdict(deque)

    def order(self, method: str, fault: Fault, times: int = 1) -> None:
        """Let it befall the next calls of the method."""
        if method != DOWNLOAD and method.lower() not in NAMES:
            raise ValueError(f"there is no method {method}")
        self._next[method.lower()].extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        """What befalls this call."""
        waiting = self._next.get(method.lower())
        return waiting.popleft() if waiting else None


def refusal(status: int, retry_after: int | None, description: str | None) -> Refused:
    """What Telegram would say with this status."""
    if status == 429 and description is None:
        return too_many(retry_after or 1)
    refused = Refused(status, description or DESCRIPTIONS.get(status, "Error"))
    if retry_after is not None:
        refused.parameters = {"retry_after": retry_after}
    return refused


@dataclass(frozen=True)
class Limits:
    """How much may be sent; None is no limit. An album counts as one. Refused calls do not count."""

    per_second: float | None = 30
    chat_per_second: float | None = 1.0
    group_per_minute: float | None = 20


@dataclass
class Pace:
    """Holds calls to the limits over every sliding window, by when they arrive."""

    limits: Limits | None = None
    _all: deque[float] = field(default_factory=deque)
    _by_chat: dict[Any, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def wait(self, chat: Any, at: float) -> int:
        """0 for a call that may pass, and is counted; else the seconds to wait."""
        if self.limits is None:
            return 0
        in_group = isinstance(chat, int) and chat < 0
        windows = [
            (self._all, *_window(self.limits.per_second, 1.0)),
            (self._by_chat[chat], *_window(self.limits.chat_per_second, 1.0)),
            (self._by_chat[chat], *_window(self.limits.group_per_minute if in_group else None, 60.0)),
        ]
        free = max(_free_at(past, most, seconds) for past, most, seconds in windows)
        if free > at:
            return max(math.ceil(free - at), 1)
        for past in (self._all, self._by_chat[chat]):
            past.append(at)
            while past[0] < at - 120:
                past.popleft()
        return 0


def _window(rate: float | None, seconds: float) -> tuple[int | None, float]:
    """How many in how many seconds; 0.5 a second is one in two."""
    if rate is None:
        return None, seconds
    return (int(rate), seconds) if rate >= 1 else (1, seconds / rate)


def _free_at(past: deque[float], most: int | None, seconds: float) -> float:
    """When the window has room again."""
    return past[-most] + seconds if most is not None and len(past) >= most else 0.0
