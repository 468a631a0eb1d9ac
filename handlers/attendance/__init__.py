"""Attendance: the card of a session, checking in, and who may come to what."""

from handlers.attendance import card, check_in, eligibility, progress
from handlers.attendance.declared import feature

__all__ = ["card", "check_in", "eligibility", "feature", "progress"]
