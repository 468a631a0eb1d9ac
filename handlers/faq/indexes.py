"""The indexes in use, which another process has. A new one is made beside the old one, which answers until it is there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from bot.faq.entries import Entry

if TYPE_CHECKING:
    from bot.faq.aside import Aside
    from bot.faq.decide import Verdict
    from bot.faq.scorer import Candidate

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE = 0.7
"""Seconds that a question waits for a new index before the old one answers it: mostly it is ready by then. Whoever waits
here may keep others waiting, too, so it cannot be long."""
LONGEST = 60.0
"""Seconds after which a process that has not answered has stopped. An index that has to be made from nothing takes a tenth."""
MOST = 16
"""Who asks, of whom it is remembered by which index they were answered."""

Wanted = tuple[tuple[Entry, ...], float]


@dataclass
class Indexes:
    """`latest` by who asks, with the index's number over there; `making` is what is being made there."""

    latest: dict[Hashable, tuple[Wanted, int]] = field(default_factory=dict)
    making: dict[int, tuple[Wanted, Future[None]]] = field(default_factory=dict)
    numbers: count[int] = field(default_factory=count)
    started: Aside | None = None

    @property
    def aside(self) -> Aside:
        if self.started is None:
            from bot.faq.aside import Aside  # which the start does not wait for

            self.started = Aside()
        return self.started

    @property
    def rested(self) -> bool:
        """Whether there was an index, but whoever asks now would wait for a process."""
        return bool(self.latest or self.making) and not self.aside.running

    async def wake(self) -> None:
        """Have the index made that was used last. Whether that goes well is seen by who asks it."""
        if self.latest:
            _who, (wanted, _number) = self.latest.popitem()
            self.latest.clear()  # what the process had that rests
            self._make(wanted, None)
        making = [asyncio.wrap_future(made) for _wanted, made in self.making.values()]
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*making, return_exceptions=True), LONGEST)

    async def ask(
        self, who: Hashable, wanted: Wanted, work: Callable[Concatenate[int, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """What `work` says of the index of these entries; where that takes too long to make, of the one that `who` was
        answered by last. Where the process had rested, all is made anew."""
        from bot.faq.aside import Gone
        from bot.faq.desk import NotMade

        number = None
        try:
            number = await self.get(who, wanted)
            return await self._asked(number, work, *args, **kwargs)
        except (Gone, NotMade):
            self._forget(number)
        return await self._asked(await self.get(who, wanted), work, *args, **kwargs)

    async def _asked(self, number: int, work: Callable[Concatenate[int, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._done(asyncio.wrap_future(self.aside.submit(work, number, *args, **kwargs)))

    async def _done(self, future: asyncio.Future[T]) -> T:
        """What comes back. Raises `Gone`, too, where the process has stopped: whoever waits here may hold up others."""
        if not (await asyncio.wait([future], timeout=LONGEST))[0]:
            self.aside.give_up()
        return await future

    async def get(self, who: Hashable, wanted: Wanted) -> int:
        """The number of the index."""
        used = self.latest.get(who)
        if used and used[0] == wanted:
            return used[1]
        same = next((number for made, number in self.latest.values() if made == wanted), None)
        if same is not None:
            return self._use(who, wanted, same)
        number = next((number for number, (made, _) in self.making.items() if made == wanted), None)
        if number is None:
            number = self._make(wanted, used[1] if used else None)
        making = self.making[number][1]
        waiting = asyncio.wrap_future(making)
        try:
            if used is None:
                await self._done(waiting)
            else:
                await asyncio.wait_for(asyncio.shield(waiting), PATIENCE)
        except TimeoutError:
            assert used is not None
            waiting.add_done_callback(partial(self._late, number))
            return used[1]
        finally:
            if making.done():
                self.making.pop(number, None)
        return self._use(who, wanted, number)

    def _make(self, wanted: Wanted, before: int | None) -> int:
        from bot.faq.desk import make

        number = next(self.numbers)
        self.making[number] = wanted, self.aside.submit(make, number, *wanted, before)
        return number

    def _late(self, number: int, made: asyncio.Future[None]) -> None:
        """Nobody waits for it any more. Where it was not made, the next question has it made."""
        if not made.cancelled() and made.exception() is not None:
            log.warning("an index was not made: %r", made.exception())
            self.making.pop(number, None)

    def _use(self, who: Hashable, wanted: Wanted, number: int) -> int:
        self.latest.pop(who, None)
        self.latest[who] = (wanted, number)
        while len(self.latest) > MOST:
            del self.latest[next(iter(self.latest))]
        return number

    def _forget(self, number: int | None) -> None:
        """It is not there any more; None was not made."""
        for who in [who for who, used in self.latest.items() if used[1] == number]:
            del self.latest[who]


indexes = Indexes()


@dataclass(frozen=True, slots=True)
class Index:
    """The index of what `who` may ask, as the handlers have it."""

    who: Hashable
    wanted: Wanted

    async def decide(self, text: str, addressed: bool, before: str) -> Verdict:
        """See `bot.faq.decide`. What asks nothing is told here, and nobody is asked about it."""
        from bot.faq.decide import silent_anyway
        from bot.faq.desk import decided

        silent = silent_anyway(text, addressed, before)
        if silent is not None:
            return silent
        return await indexes.ask(self.who, self.wanted, decided, text, addressed, before)

    async def rank(self, text: str) -> list[Candidate]:
        """Candidates, best first."""
        from bot.faq.desk import ranked

        return await indexes.ask(self.who, self.wanted, ranked, text)

    async def make(self) -> None:
        """So that what takes long is on the disk; it rests again until somebody asks."""
        rested = not indexes.aside.running
        await indexes.get(self.who, self.wanted)
        if rested:
            await asyncio.to_thread(indexes.aside.rest)


async def clustered(texts: Sequence[str]) -> list[list[int]]:
    """Places of texts that ask the same, see `bot.faq.clusters`."""
    from bot.faq.clusters import clusters

    return await asyncio.wrap_future(indexes.aside.submit(clusters, texts))
