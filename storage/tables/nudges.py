"""Nudges on their way and what became of them; and how few of them each member wants."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, String, Table, UniqueConstraint

from storage.tables.base import UtcDateTime, cohort_, id_, member_, metadata

# A nudge waits, is `leaving` with the message whose key in the outbox is `message`, and is then sent, or one of the words
# that say why not. It is looked at from `look_at` on; without one only the week's overview takes it along. `answered_at`
# says since when a sent one does not count as ignored.
nudge = Table(
    "nudge",
    metadata,
    id_(),
    cohort_(),
    member_(),
    Column("kind", String(40), nullable=False),
    Column("key", String(160), nullable=False, unique=True),
    Column("recheck", String(64), nullable=False),
    Column("args", JSON, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("look_at", UtcDateTime),
    Column("expires", UtcDateTime),
    Column("state", String(10), nullable=False, default="waiting"),
    Column("message", String(200)),
    Column("sent_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Index(None, "cohort_id", "state", "look_at"),
    Index(None, "member_id", "state"),
    Index(None, "message"),
)

# `choice` is `off` for a kind; for the kind "" it is how often: `fewer`, or `digest`, only within the week's overview.
nudge_limit = Table(
    "nudge_limit",
    metadata,
    id_(),
    member_(),
    Column("kind", String(40), nullable=False),
    Column("choice", String(10), nullable=False),
    UniqueConstraint("member_id", "kind"),
)
