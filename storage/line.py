"""A line of those who wait for one of a few places. Who is in a hurry goes before the others."""

from __future__ import annotations

import asyncio
from collections import deque

Place = asyncio.Future[None]


class Line:
    """So many places. Whoever has entered leaves again, which lets the next one in."""

    def __init__(self, places: int) -> None:
        self._places = self._free = places
        self._urgent: deque[Place] = deque()
        self._others: deque[Place] = deque()

    async def enter(self, *, urgent: bool = False) -> None:
        """Return with a place. Who is cancelled has none."""
        if self._free:
            self._free -= 1
            return
        place: Place = asyncio.get_running_loop().create_future()
        (self._urgent if urgent else self._others).append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self.leave()
            raise

    def leave(self) -> None:
        if self.waiting:
            (self._urgent or self._others).popleft().set_result(None)
        else:
            self._free += 1

    @property
    def empty(self) -> bool:
        """Whether nobody is in."""
        return self._free == self._places

    @property
    def waiting(self) -> bool:
        """Whether anybody does who has not given up."""
        for line in (self._urgent, self._others):
            while line and line[0].done():
                line.popleft()
        return bool(self._urgent or self._others)
