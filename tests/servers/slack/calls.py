"""What is noted of each Web API call, which pace is allowed, and which faults are about to happen."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Call:
    """One Web API call as it came in; `status` is the HTTP status answered, 0 when the answer was lost."""

    method: str
    params: dict[str, Any]
    at: float
    status: int = 0
    token_ok: bool = False
    answer: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Limits:
    """The pace that is allowed, exactly and without bursts; None is not enforced.

    `per_minute` holds other methods to a number of calls in any 60 seconds.
    """

    channel_per_second: float | None = None
    per_minute: dict[str, int] = field(default_factory=dict)


class Pace:
    """Says how long a call is too early, by the limits that hold at that moment."""

    def __init__(self) -> None:
        self._posted: dict[str, float] = {}
        self._called: defaultdict[str, list[float]] = defaultdict(list)

    def too_early(self, limits: Limits, method: str, channel: str) -> int | None:
        """The Retry-After in whole seconds, as Slack gives it; None when the call is in time."""
        now = time.monotonic()
        if method == "chat.postMessage" and limits.channel_per_second:
            due = self._posted.get(channel, -math.inf) + 1 / limits.channel_per_second
            if now < due:
                return max(1, math.ceil(due - now))
            self._posted[channel] = now
        if allowed := limits.per_minute.get(method):
            recent = [at for at in self._called[method] if at > now - 60]
            self._called[method] = recent
            if len(recent) >= allowed:
                return max(1, math.ceil(recent[0] + 60 - now))
            recent.append(now)
        return None


@dataclass
class Fault:
    """What happens to the next calls of a method: an error, an HTTP status, a lost answer or a slow one."""

    method: str
    error: str = ""
    status: int = 200
    retry_after: int | None = None
    times: int = 1
    lost: bool = False
    seconds: float = 0.0


class Faults:
    """The faults that are still to come, each method's in their order."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._coming.append(fault)

    def take(self, method: str) -> Fault | None:
        for fault in self._coming:
            if fault.method in (method, "*"):
                fault.times -= 1
                if not fault.times:
                    self._coming.remove(fault)
                return fault
        return None
