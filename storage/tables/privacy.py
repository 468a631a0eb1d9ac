"""Who did what that others may ask about, and who asked to be erased."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, String, Table, UniqueConstraint

from storage.tables.base import UtcDateTime, cohort_, id_, member_, metadata

# `actor_id` and `subject_id` are members; without an actor the bot did it by itself. `details` hold no personal text.
audit = Table(
    "audit",
    metadata,
    id_(),
    cohort_(),
    Column("at", UtcDateTime, nullable=False),
    Column("actor_id", Integer),
    Column("action", String(40), nullable=False),
    Column("subject_id", Integer),
    Column("session", String(64)),
    Column("details", JSON, nullable=False),
    Index(None, "cohort_id", "at"),
)

# A member's wish to be erased, where an organiser has to decide what is kept.
erasure = Table(
    "erasure",
    metadata,
    id_(),
    cohort_(),
    member_(),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("state", String(10), nullable=False, default="open"),
    Column("decided_by", Integer),
    Column("decided_at", UtcDateTime),
    UniqueConstraint("member_id"),
)
