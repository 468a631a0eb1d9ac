"""Who was at which session, how that is known, and who said beforehand that they cannot come."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, false, text

from storage.tables.base import UtcDateTime, cohort_, id_, member_, metadata

# `how` it came to be known; where a person said so, `by_member_id` and their `reason`. An `absent` one stands where
# somebody was marked as not there, whatever they tapped.
check_in = Table(
    "check_in",
    metadata,
    id_(),
    cohort_(),
    Column("session", String(64), nullable=False),
    member_(),
    Column("at", UtcDateTime, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("platform", String(20), nullable=False),
    Column("how", String(12), nullable=False, default="tap", server_default="tap"),
    Column("by_member_id", Integer),
    Column("reason", Text),
    Column("absent", Boolean, nullable=False, default=False, server_default=false()),
    UniqueConstraint("cohort_id", "session", "member_id"),
    Index(None, "member_id"),
    # Few are late, or marked as absent. With this and the constraint, whole cohorts are counted without a look at the rows.
    Index(
        "ix_check_in_unusual",
        *("cohort_id", "session", "absent", "late", "member_id"),
        sqlite_where=text("late = 1 OR absent = 1"),
        postgresql_where=text("late OR absent"),
    ),
)

# Who was still there at the end.
second_check = Table(
    "second_check",
    metadata,
    id_(),
    cohort_(),
    Column("session", String(64), nullable=False),
    member_(),
    Column("at", UtcDateTime, nullable=False),
    Column("platform", String(20), nullable=False),
    UniqueConstraint("cohort_id", "session", "member_id"),
    Index(None, "member_id"),
)

# A session whose check-in asks for a code; the codes follow from the secret and the time.
check_in_code = Table(
    "check_in_code",
    metadata,
    id_(),
    cohort_(),
    Column("session", String(64), nullable=False),
    Column("secret", String(64), nullable=False),
    Column("made_by", Integer),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("cohort_id", "session"),
)

code_failure = Table(
    "code_failure",
    metadata,
    id_(),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("session", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "account_id", "at"),
)

# An absence notice: `open` until an organiser finds it `justified` or `unjustified`, unless it is `withdrawn` before.
absence = Table(
    "absence",
    metadata,
    id_(),
    cohort_(),
    Column("session", String(64), nullable=False),
    member_(),
    Column("reason", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("short_notice", Boolean, nullable=False),
    Column("state", String(12), nullable=False, default="open"),
    Column("decided_by", Integer),
    Column("decided_at", UtcDateTime),
    Column("note", Text),
    UniqueConstraint("cohort_id", "session", "member_id"),
    Index(None, "member_id"),
)

# A session as it was when the bot last looked at the pack: what is other now was moved, cancelled or added. `pending` is
# a change that an organiser has to decide about, because there are check-ins.
known_session = Table(
    "known_session",
    metadata,
    id_(),
    cohort_(),
    Column("session", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("day", String(10)),
    Column("opens_at", UtcDateTime),
    Column("starts_at", UtcDateTime),
    Column("ends_at", UtcDateTime),
    Column("closes_at", UtcDateTime),
    Column("gone", Boolean, nullable=False, default=False, server_default=false()),
    Column("pending", Text),
    Column("decided_by", Integer),
    Column("decided_at", UtcDateTime),
    UniqueConstraint("cohort_id", "session"),
)

# A list of participants from meeting software, and its people: minutes in the meeting, and which member each one is.
meeting_list = Table(
    "meeting_list",
    metadata,
    id_(),
    cohort_(),
    Column("session", String(64), nullable=False),
    Column("by_member_id", Integer),
    Column("file_name", String(200), nullable=False),
    Column("checksum", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("state", String(10), nullable=False, default="open"),
    Index(None, "cohort_id", "session"),
)

meeting_row = Table(
    "meeting_row",
    metadata,
    id_(),
    Column("list_id", ForeignKey("meeting_list.id", ondelete="CASCADE"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("email", String(254), nullable=False, default=""),
    Column("minutes", Integer, nullable=False),
    Column("first_seen", UtcDateTime),
    Column("last_seen", UtcDateTime),
    Column("member_id", ForeignKey("member.id", ondelete="SET NULL")),
    Column("suggested_id", Integer),
    Column("matched", String(12), nullable=False),
    Index(None, "list_id"),
    Index(None, "member_id"),
)
