"""The indexes in use. A new one is made beside the old one, which answers until the new one is there."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.faq.entries import Entry

if TYPE_CHECKING:
    from bot.faq.index import Index

PATIENCE = 0.7
"""Seconds that a question waits for a new index before the old one answers it: mostly it is ready by then. Whoever waits
here may keep others waiting, too, so it cannot be long."""
MOST = 16
"""Indexes kept: for members and strangers of as many cohorts as one process has."""

Wanted = tuple[tuple[Entry, ...], float]


@dataclass
class Indexes:
    """`latest` by who asks; `making` is what the one thread that makes indexes has to do."""

    latest: dict[Hashable, tuple[Wanted, Index]] = field(default_factory=dict)
    making: dict[Wanted, Future[Index]] = field(default_factory=dict)
    maker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "faq-index"))

    async def get(self, who: Hashable, known: tuple[Entry, ...], precision: float) -> Index:
        """The index of these entries, or, where it takes too long, the one that `who` was given last."""
        wanted = (known, precision)
        used = self.latest.get(who)
        if used and used[0] == wanted:
            return used[1]
        same = next((index for key, index in self.latest.values() if key == wanted), None)
        if same is not None:
            return self._use(who, wanted, same)
        if wanted not in self.making:
            self.making[wanted] = self.maker.submit(_made, known, precision, used[1] if used else None)
        waiting = asyncio.wrap_future(self.making[wanted])
        try:
            made = await asyncio.wait_for(asyncio.shield(waiting), PATIENCE if used else None)
        except TimeoutError:
            assert used is not None
            waiting.add_done_callback(lambda done: done.exception())  # the next question hears of it
            return used[1]
        finally:
            if waiting.done():
                self.making.pop(wanted, None)
        return self._use(who, wanted, made)

    def _use(self, who: Hashable, wanted: Wanted, index: Index) -> Index:
        self.latest.pop(who, None)
        self.latest[who] = (wanted, index)
        while len(self.latest) > MOST:
            del self.latest[next(iter(self.latest))]
        return index


def _made(known: tuple[Entry, ...], precision: float, before: Index | None) -> Index:
    from bot.faq.opened import opened_index  # with numpy and the encoder, which the start does not wait for

    return opened_index(known, precision, before)


indexes = Indexes()
