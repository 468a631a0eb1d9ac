"""Callback queries: each waits for one answer, for a while."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Answer:
    """What the person who pressed sees: nothing, a short notice, or an alert. `answered` is False without an answer."""

    text: str | None = None
    alert: bool = False
    url: str | None = None
    answered: bool = False


@dataclass
class Query:
    """A callback query that was sent to the bot."""

    id: str
    at: float
    answer: Answer = field(default_factory=Answer)
    expired: bool = False


class Queries:
    """The queries so far. `lifetime` is how long one may be answered."""

    def __init__(self, touched: Callable[[], None]) -> None:
        self.lifetime = 20.0
        self.asked: dict[str, Query] = {}
        self._touched = touched
        self._ids = itertools.count(4_382_910_293_847_561_000, 7)

    def ask(self) -> Query:
        """A new query."""
        query = Query(str(next(self._ids)), time.monotonic())
        self.asked[query.id] = query
        return query

    def expire(self) -> None:
        """Make all queries so far too old to be answered."""
        for query in self.asked.values():
            query.expired = True

    def open(self, number: str) -> Query | None:
        """The query, if it can still be answered."""
        query = self.asked.get(number)
        if query is None or query.expired or query.answer.answered or time.monotonic() - query.at > self.lifetime:
            return None
        return query

    def answered(self, query: Query, text: str | None, alert: bool, url: str | None) -> None:
        """Show the answer."""
        query.answer.text, query.answer.alert, query.answer.url = text, alert, url
        query.answer.answered = True
        self._touched()
