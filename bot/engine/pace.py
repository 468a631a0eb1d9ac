"""How fast messages may leave: lanes per chat and per platform, and the waits that a platform asked for."""

from __future__ import annotations

from collections.abc import Callable

from aiolimiter import AsyncLimiter

from bot.chat.capabilities import Capabilities

Lane = tuple[str, str]


class Pace:
    """`monotonic` gives seconds that only ever rise. A wait that was asked for is extended, never shortened."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self.monotonic = monotonic
        self._until: dict[str | Lane, float] = {}
        self._limiters: dict[Lane, list[AsyncLimiter]] = {}
        self._platforms: dict[str, list[AsyncLimiter]] = {}

    def ask_to_wait(self, where: str | Lane, seconds: float) -> None:
        """A platform (by name) or one of its chats refused for now."""
        self._until[where] = max(self._until.get(where, 0.0), self.monotonic() + seconds)

    def wait(self, lane: Lane) -> float:
        """Seconds until this lane may send again; 0 when it may now."""
        until = max(self._until.get(lane, 0.0), self._until.get(lane[0], 0.0))
        return max(0.0, until - self.monotonic())

    async def turn(self, lane: Lane, can: Capabilities) -> None:
        """Return when the lane and its platform are within their rates."""
        for limiter in (*self._of_lane(lane, can), *self._of_platform(lane[0], can)):
            await limiter.acquire()

    def _of_lane(self, lane: Lane, can: Capabilities) -> list[AsyncLimiter]:
        if lane not in self._limiters:
            limits = [AsyncLimiter(1, 1 / can.chat_per_second)] if can.chat_per_second else []
            if can.group_per_minute and not lane[1].startswith("@"):
                limits.append(AsyncLimiter(can.group_per_minute, 60))
            self._limiters[lane] = limits
        return self._limiters[lane]

    def _of_platform(self, name: str, can: Capabilities) -> list[AsyncLimiter]:
        if name not in self._platforms:
            self._platforms[name] = [AsyncLimiter(1, 1 / can.per_second)] if can.per_second else []
        return self._platforms[name]
