"""Coaching: coaches offer times, participants book them, nobody has to chase anybody."""

from handlers.coaching import (
    about,
    book,
    browse,
    calendar,
    confirm,
    feed,
    give_back,
    mark,
    move,
    news,
    nudge,
    offer,
    own_slots,
    progress,
    remind,
    slot_page,
    wait,
)
from handlers.coaching.declared import feature

__all__ = [
    "about",
    "book",
    "browse",
    "calendar",
    "confirm",
    "feature",
    "feed",
    "give_back",
    "mark",
    "move",
    "news",
    "nudge",
    "offer",
    "own_slots",
    "progress",
    "remind",
    "slot_page",
    "wait",
]
