"""How fast messages may leave: lanes per chat and per platform, and the waits that a platform asked for."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Hashable, Iterable

from bot.chat.capabilities import Capabilities

Lane = tuple[str, str]
Share = Hashable

KEPT_LANES = 5000
"""Above so many, lanes that have been quiet for longer than their limits reach are forgotten."""


SPREAD = 0.9
"""How evenly a platform's second is used: 1 would be a message every thirtieth of it, and slower than the limit allows."""

OFFLINE_PAUSE = 1.0
LONGEST_OFFLINE_PAUSE = 60.0
"""Seconds until what could not reach the platform is tried again; the pause doubles from round to round."""


class Closed(Exception):
    """Nothing is to be sent any more."""


class Gate:
    """Lets at most `most` through in any `seconds`, counted from when one was over to when another begins.

    The platform counts when a request arrives, which is in between: so it never sees more, whatever the network does.
    Those who wait take turns by share, so that a thousand messages of one do not hold up the one of another; that, and
    counting from the end, is what a leaky bucket (aiolimiter) cannot do.

    `gap` seconds lie between two at least: with a share's whole second spent at once, another's message would have to wait
    for the next one.
    """

    def __init__(self, most: int, seconds: float, monotonic: Callable[[], float], gap: float = 0.0) -> None:
        self._gap = gap
        self._next_at = 0.0
        self._most = most
        self._seconds = seconds
        self._monotonic = monotonic
        self._inside = 0
        self._closed = False
        self._over: deque[float] = deque()
        self._waiting: dict[Share, deque[asyncio.Future[None]]] = {}
        self._timer: asyncio.TimerHandle | None = None

    async def enter(self, share: Share = None) -> None:
        """Return when one request may be made; once it is over, `leave`. Raises `Closed`."""
        if self._closed:
            raise Closed
        if not self._waiting and self._has_room():
            self._inside += 1
            return
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(share, deque()).append(place)
        self._let_in()
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled() and place.exception() is None:
                self._inside -= 1
                self._let_in()
            raise

    def leave(self) -> None:
        self._inside -= 1
        self._over.append(self._monotonic())
        if self._waiting:
            self._let_in()

    def close(self) -> None:
        """Those who wait are sent away, and whoever comes: they get `Closed`."""
        self._closed = True
        for line in self._waiting.values():
            for place in line:
                if not place.done():
                    place.set_exception(Closed())
        self._waiting.clear()

    @property
    def quiet(self) -> bool:
        """Whether nothing of what it has let through counts any more."""
        self._forget()
        return not (self._inside or self._over or self._waiting)

    def _has_room(self) -> bool:
        """Whether one more may enter now, who then does; where it is only the gap that is missing, it is waited for."""
        self._forget()
        if self._inside + len(self._over) >= self._most:
            return False
        now = self._monotonic()
        if now < self._next_at:
            self._wake_at(self._next_at)
            return False
        self._next_at = now + self._gap
        return True

    def _let_in(self) -> None:
        while self._waiting and self._has_room():
            share = next(iter(self._waiting))
            line = self._waiting.pop(share)
            place = line.popleft()
            if line:
                self._waiting[share] = line  # behind the others
            if not place.done():
                self._inside += 1
                place.set_result(None)
        if self._waiting and self._over:
            self._wake_at(self._over[0] + self._seconds)

    def _wake_at(self, at: float) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(max(at - self._monotonic(), 0.001), self._ring)

    def _ring(self) -> None:
        self._timer = None
        self._let_in()

    def _forget(self) -> None:
        gone = self._monotonic() - self._seconds
        while self._over and self._over[0] <= gone:
            self._over.popleft()


class Turn:
    """For `async with`: past all of these gates, one after the other. A class, as every message passes here."""

    __slots__ = ("_entered", "_gates", "_share")

    def __init__(self, gates: Iterable[Gate], share: Share = None) -> None:
        self._gates = gates
        self._share = share
        self._entered: list[Gate] = []

    async def __aenter__(self) -> None:
        try:
            for gate in self._gates:
                await gate.enter(self._share)
                self._entered.append(gate)
        except BaseException:
            self._leave()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._leave()

    def _leave(self) -> None:
        while self._entered:
            self._entered.pop().leave()


class Pace:
    """`monotonic` gives seconds that only ever rise. A wait that was asked for is extended, never shortened."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self.monotonic = monotonic
        self._until: dict[str | Lane, float] = {}
        self._rounds: dict[str, int] = {}
        self._lanes: dict[Lane, list[Gate]] = {}
        self._platforms: dict[str, list[Gate]] = {}
        self._closed = False

    def ask_to_wait(self, where: str | Lane, seconds: float) -> None:
        """A platform (by name) or one of its chats refused for now."""
        self._until[where] = max(self._until.get(where, 0.0), self.monotonic() + seconds)

    def offline(self, platform: str) -> float:
        """Nothing reaches it. Seconds until the next try: longer each time, however many failed in the same round."""
        if not self.platform_wait(platform):
            rounds = self._rounds[platform] = min(self._rounds.get(platform, 0) + 1, 20)
            self.ask_to_wait(platform, min(OFFLINE_PAUSE * 2.0 ** (rounds - 1), LONGEST_OFFLINE_PAUSE))
        return self.platform_wait(platform)

    def online(self, platform: str) -> None:
        """Something has reached it."""
        self._rounds.pop(platform, None)

    def close(self) -> None:
        """Who waits for a turn, or asks for one, is sent away with `Closed`."""
        self._closed = True
        for gate in (gate for gates in (*self._lanes.values(), *self._platforms.values()) for gate in gates):
            gate.close()

    def wait(self, lane: Lane) -> float:
        """Seconds until this lane may send again; 0 when it may now."""
        return max(self._left(lane), self.platform_wait(lane[0]))

    def platform_wait(self, name: str) -> float:
        """Seconds until anything may be sent on this platform."""
        return self._left(name)

    def _left(self, where: str | Lane) -> float:
        until = self._until.get(where)
        if until is None:
            return 0.0
        left = until - self.monotonic()
        if left <= 0:
            del self._until[where]
        return max(0.0, left)

    def turn(self, lane: Lane, can: Capabilities, share: Share = None) -> Turn:
        """Inside, the lane and its platform are within their rates with one message more. Raises `Closed`."""
        gates = (*self._of_lane(lane, can), *self._of_platform(lane[0], can))
        if gates and self._closed:
            raise Closed
        return Turn(gates, share)

    def _of_lane(self, lane: Lane, can: Capabilities) -> list[Gate]:
        if lane not in self._lanes:
            if len(self._lanes) > KEPT_LANES:
                self._lanes = {one: gates for one, gates in self._lanes.items() if not all(g.quiet for g in gates)}
            limits = [Gate(1, 1 / can.chat_per_second, self.monotonic)] if can.chat_per_second else []
            if can.group_per_minute and not lane[1].startswith("@"):
                limits.append(Gate(can.group_per_minute, 60, self.monotonic))
            self._lanes[lane] = limits
        return self._lanes[lane]

    def _of_platform(self, name: str, can: Capabilities) -> list[Gate]:
        if name not in self._platforms:
            gap = SPREAD / can.per_second if can.per_second else 0.0
            limits = [Gate(int(can.per_second), 1, self.monotonic, gap)] if can.per_second else []
            self._platforms[name] = limits
        return self._platforms[name]
