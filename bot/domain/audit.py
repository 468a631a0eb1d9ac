"""What organisers can look up: who did what, to whom, when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Action = Literal[
    "marked",
    "mark_taken_back",
    "code_on",
    "code_off",
    "absence_decided",
    "session_change_decided",
    "meeting_list_applied",
    "exported",
    "exported_all",
    "announced",
    "announcement_cancelled",
    "withdrawn",
    "readmitted",
    "data_taken",
    "erasure_asked",
    "erased",
    "attendance_of_erased_decided",
    "retention",
    "imported",
    "invited",
    "second_account_decided",
    "assigned",
    "assignment_changed",
    "extended",
    "extension_refused",
    "homework_judged",
    "homework_taken",
    "round_planned",
    "round_published",
    "round_cancelled",
    "mentors_published",
    "mentoring_ended",
]


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the audit trail. Without an `actor_id` the bot did it by itself; the ids are members'."""

    id: int
    at: datetime
    action: Action
    actor_id: int | None
    subject_id: int | None
    session: str | None
    details: Mapping[str, str | int | bool]
