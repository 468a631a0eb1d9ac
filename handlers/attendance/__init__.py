"""Attendance: the card of a session, checking in, and who may come to what."""

from handlers.attendance import (
    absence,
    card,
    changed_check_ins,
    changes,
    check_in,
    closing,
    closing_list,
    codes,
    decide_absence,
    eligibility,
    mark,
    missed,
    moved_notices,
    progress,
    second_check,
    type_code,
)
from handlers.attendance.declared import feature

__all__ = [
    "absence",
    "card",
    "changed_check_ins",
    "changes",
    "check_in",
    "closing",
    "closing_list",
    "codes",
    "decide_absence",
    "eligibility",
    "feature",
    "mark",
    "missed",
    "moved_notices",
    "progress",
    "second_check",
    "type_code",
]
