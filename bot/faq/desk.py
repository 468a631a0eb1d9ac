"""What the process beside the bot does for the FAQ (`aside.py`): it keeps indexes by number, and looks messages up in them.

Numpy and the encoder are loaded by what is called there; whoever asks for it loads nothing of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.faq.decide import Verdict, decide
from bot.faq.entries import Entry
from bot.faq.scorer import Candidate

if TYPE_CHECKING:
    from bot.faq.index import Index

MOST = 16
"""Indexes kept: for members and strangers of as many cohorts as one process has."""

_indexes: dict[int, Index] = {}


class NotMade(Exception):
    """There is no index of that number: the process is another one than that which made it."""


def make(number: int, entries: tuple[Entry, ...], precision: float, before: int | None) -> None:
    """Make an index, from what the one of the number `before` has learned where it differs little from that."""
    from bot.faq.opened import opened_index, rest

    _indexes[number] = opened_index(entries, precision, _indexes.get(before) if before is not None else None)
    while len(_indexes) > MOST:
        del _indexes[next(iter(_indexes))]
    rest()


def decided(number: int, text: str, addressed: bool, before: str) -> Verdict:
    """See `decide`. Raises `NotMade`."""
    return decide(_index(number), text, addressed, before)


def ranked(number: int, text: str) -> list[Candidate]:
    """See `Index.rank`. Raises `NotMade`."""
    return _index(number).rank(text)


def _index(number: int) -> Index:
    try:
        return _indexes[number]
    except KeyError:
        raise NotMade from None
