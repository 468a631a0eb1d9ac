"""Reminders of sessions, and the link to the online ones."""

from handlers.reminders import give_out, link, message
from handlers.reminders.declared import feature

__all__ = ["feature", "give_out", "link", "message"]
