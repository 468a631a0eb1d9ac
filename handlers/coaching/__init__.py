"""Coaching: coaches offer times, participants book them, nobody has to chase anybody."""

from handlers.coaching import (
    about,
    book,
    browse,
    confirm,
    entries,
    give_back,
    import_file,
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
    "confirm",
    "entries",
    "feature",
    "give_back",
    "import_file",
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
