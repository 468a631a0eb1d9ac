"""Nudges of all features: put together, kept within each member's limits, given up where nobody answers; the week ahead."""

from handlers.nudges import appointment, choose, every_minute, ignored, together, week
from handlers.nudges.declared import feature

__all__ = ["appointment", "choose", "every_minute", "feature", "ignored", "together", "week"]
