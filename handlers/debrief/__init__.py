"""The feedback session: a plan of who shows their work when; and what people take away from it."""

from handlers.debrief import choose, digest, every_minute, posted, settings, take
from handlers.debrief.declared import feature

__all__ = ["choose", "digest", "every_minute", "feature", "posted", "settings", "take"]
