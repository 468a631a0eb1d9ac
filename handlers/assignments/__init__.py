"""Homework: trainers assign it, those concerned hand it in from their private chat, nobody asks whether it arrived."""

from handlers.assignments import (
    arrive,
    ask_time,
    attach,
    change,
    entries,
    extend,
    gather,
    hand_in,
    left_behind,
    my_tasks,
    pack,
    post,
    preview,
    progress,
    take_out,
    write,
)
from handlers.assignments.declared import feature

__all__ = [
    "arrive",
    "ask_time",
    "attach",
    "change",
    "entries",
    "extend",
    "feature",
    "gather",
    "hand_in",
    "left_behind",
    "my_tasks",
    "pack",
    "post",
    "preview",
    "progress",
    "take_out",
    "write",
]
