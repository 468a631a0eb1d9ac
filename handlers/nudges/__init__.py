"""Nudges of all features: put together, kept within each member's limits, given up where nobody answers; the week ahead."""

from handlers.nudges import appointment, choose, gather, ignored, together, week
from handlers.nudges.declared import feature

__all__ = ["appointment", "choose", "feature", "gather", "ignored", "together", "week"]
