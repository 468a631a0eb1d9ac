"""Announcements by organisers and trainers: to the group or to some people, now or later, always shown before."""

from handlers.announce import decide, message, planned, send, write
from handlers.announce.declared import feature

__all__ = ["decide", "feature", "message", "planned", "send", "write"]
