"""After the homework: who was asked to show their work, the feedback session's plan, what people take away, peer reviews."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from storage.tables.base import UtcDateTime, cohort_, id_, member_, metadata


def _assignment() -> Column[int]:
    return Column("assignment_id", ForeignKey("assignment.id", ondelete="CASCADE"), nullable=False)


def _submission() -> Column[int]:
    return Column("submission_id", ForeignKey("submission.id", ondelete="CASCADE"), nullable=False)


# That `member_id` was asked whether peers may see this work of theirs. What they said is `submission.consent`; without
# `answered_at` they have said nothing yet.
consent_ask = Table(
    "consent_ask",
    metadata,
    id_(),
    cohort_(),
    _submission(),
    member_(),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("answered_at", UtcDateTime),
    UniqueConstraint("submission_id"),
)

# The plan of a feedback session. Who shows their work follows from who agreed to; until it is posted that may change.
debrief = Table(
    "debrief",
    metadata,
    id_(),
    cohort_(),
    _assignment(),
    Column("author_id", Integer),
    Column("shape", String(10), nullable=False, default="order"),
    Column("minutes", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("posted_at", UtcDateTime),
    Column("asked_at", UtcDateTime),
    Column("shown_at", UtcDateTime),
    UniqueConstraint("assignment_id"),
)

# Who shows their work when, as it was posted: `place` within the group `part`.
debrief_place = Table(
    "debrief_place",
    metadata,
    id_(),
    Column("debrief_id", ForeignKey("debrief.id", ondelete="CASCADE"), nullable=False),
    member_(),
    Column("part", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    UniqueConstraint("debrief_id", "member_id"),
)

takeaway = Table(
    "takeaway",
    metadata,
    id_(),
    cohort_(),
    Column("debrief_id", ForeignKey("debrief.id", ondelete="CASCADE"), nullable=False),
    member_(),
    Column("take", String(10), nullable=False),
    Column("text", Text, nullable=False, default=""),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("debrief_id", "member_id"),
)

# What `reviewer_id` was asked to say about the work of `author_id`, and said. `told_at`: the author has got it.
peer_review = Table(
    "peer_review",
    metadata,
    id_(),
    cohort_(),
    _assignment(),
    _submission(),
    member_("author_id"),
    member_("reviewer_id"),
    Column("number", Integer),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("reminded_at", UtcDateTime),
    Column("done_at", UtcDateTime),
    Column("marks", String(20), nullable=False, default=""),
    Column("strong", Text, nullable=False, default=""),
    Column("advice", Text, nullable=False, default=""),
    Column("told_at", UtcDateTime),
    UniqueConstraint("submission_id", "reviewer_id"),
    Index(None, "assignment_id"),
    Index(None, "reviewer_id"),
    Index(None, "cohort_id", "told_at"),
)
