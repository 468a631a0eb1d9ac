"""The index as the bot uses it: with the encoder where it can be used, and with what earlier starts have computed."""

from __future__ import annotations

import logging
from functools import cache

from bot.faq.confidence import USUAL_PRECISION
from bot.faq.encoder import Encoder, open_encoder, why_not
from bot.faq.entries import Entry
from bot.faq.index import Index, build_index
from bot.faq.model import cache_folder
from bot.faq.shelf import Shelf

log = logging.getLogger(__name__)


def opened_index(entries: tuple[Entry, ...], precision: float = USUAL_PRECISION, before: Index | None = None) -> Index:
    """An index over the entries. Takes a moment, most of it outside Python's lock: call it in a thread. Where it differs
    little from the one `before`, it begins with what that one has learned."""
    return build_index(entries, encoder(), _shelf(), precision, before)


def rest() -> None:
    """Give back the memory that can be had again from the files."""
    usable = encoder()
    if usable:
        usable.rest()


@cache
def _shelf() -> Shelf:
    return Shelf(cache_folder())


@cache
def encoder() -> Encoder | None:
    """None where questions can only be compared by their words; the log says why."""
    problem = why_not()
    if problem:
        log.warning("questions are compared by their words alone: %s", problem)
        return None
    return open_encoder()
