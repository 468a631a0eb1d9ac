"""Cohorts, their groups and members; accounts, and which member each one is."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, false

from storage.tables.base import UtcDateTime, cohort_, id_, member_, metadata

cohort = Table(
    "cohort",
    metadata,
    id_(),
    Column("key", String(64), nullable=False, unique=True),
    Column("programme", String(64), nullable=False),
    Column("title", String(200), nullable=False),
)

group = Table(
    "chat_group",
    metadata,
    id_(),
    cohort_(),
    Column("platform", String(20), nullable=False),
    Column("chat_id", String(128), nullable=False),
    Column("thread_id", String(128)),
    Column("standing", Text),
    UniqueConstraint("platform", "chat_id"),
)

# Who `withdrew` has left the programme: what they did stays, and nothing more is expected of them. Of who was `erased`
# only this row and what funders must keep is left, without a name.
member = Table(
    "member",
    metadata,
    id_(),
    cohort_(),
    Column("name", String(120), nullable=False),
    Column("email", String(254), nullable=False),
    Column("organisation", String(200), nullable=False, default=""),
    Column("country", String(80), nullable=False, default=""),
    Column("sector", String(120), nullable=False, default=""),
    Column("time_zone", String(64), nullable=False),
    Column("language", String(12), nullable=False),
    Column("roles", String(120), nullable=False),
    Column("withdrawn_at", UtcDateTime),
    Column("erased_at", UtcDateTime),
    UniqueConstraint("cohort_id", "email"),
)

account = Table(
    "account",
    metadata,
    id_(),
    Column("platform", String(20), nullable=False),
    Column("account_id", String(128), nullable=False),
    Column("name", String(200), nullable=False),
    Column("reachable", Boolean, nullable=False, default=True),
    Column("blocked", Boolean, nullable=False, default=False, server_default=false()),
    Column("last_seen", UtcDateTime, nullable=False),
    Column("chosen_cohort_id", ForeignKey("cohort.id")),
    UniqueConstraint("platform", "account_id"),
)

# One account is one member of a cohort. The place of a member on a platform is taken once (`place` 0);
# an organiser's approval adds places 1, 2, …, so that a takeover ends at this constraint.
link = Table(
    "link",
    metadata,
    id_(),
    cohort_(),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    member_(),
    Column("platform", String(20), nullable=False),
    Column("place", Integer, nullable=False, default=0),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("account_id", "cohort_id"),
    UniqueConstraint("member_id", "platform", "place"),
)

link_request = Table(
    "link_request",
    metadata,
    id_(),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    member_(),
    Column("at", UtcDateTime, nullable=False),
    Column("state", String(10), nullable=False, default="open"),
    Column("decided_by", Integer),
    UniqueConstraint("account_id", "member_id"),
)

invite = Table(
    "invite",
    metadata,
    id_(),
    member_(),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Index(None, "member_id"),
)

join_failure = Table(
    "join_failure",
    metadata,
    id_(),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "account_id", "at"),
)
