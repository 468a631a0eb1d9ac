"""Roadmaps: what each participant will do with what they learned, written part by part, reviewed, and followed up."""

from handlers.roadmap import (
    actions,
    change_goal,
    every_minute,
    forms,
    in_library,
    page,
    progress,
    review,
    say,
    share,
    week,
)
from handlers.roadmap.declared import feature

__all__ = [
    "actions",
    "change_goal",
    "every_minute",
    "feature",
    "forms",
    "in_library",
    "page",
    "progress",
    "review",
    "say",
    "share",
    "week",
]
