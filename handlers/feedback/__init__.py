"""Feedback on homework: trainers see who handed in, decide and write; participants answer; nobody asks "did you get it?"."""

from handlers.feedback import (
    bundle,
    consent,
    decide,
    every_minute,
    in_library,
    look,
    mine,
    overdue,
    overview,
    page,
    picture,
    reply,
    status,
    week,
)
from handlers.feedback.declared import feature

__all__ = [
    "bundle",
    "consent",
    "decide",
    "every_minute",
    "feature",
    "in_library",
    "look",
    "mine",
    "overdue",
    "overview",
    "page",
    "picture",
    "reply",
    "status",
    "week",
]
