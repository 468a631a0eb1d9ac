"""Coaching: times that coaches offer, who booked them, who waits; private calendars; letters by e-mail."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from storage.tables.base import UtcDateTime, cohort_, id_, member_, metadata

# What a coach typed and has not confirmed yet: nobody else sees it.
slot_draft = Table(
    "slot_draft",
    metadata,
    id_(),
    cohort_(),
    member_("coach_id"),
    Column("content", JSON, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Index(None, "coach_id"),
)

slot = Table(
    "slot",
    metadata,
    id_(),
    cohort_(),
    member_("coach_id"),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("capacity", Integer, nullable=False, default=1),
    Column("place", String(300), nullable=False, default=""),
    Column("language", String(12), nullable=False, default=""),
    Column("topics", Text, nullable=False, default=""),
    Column("state", String(10), nullable=False, default="open"),
    Column("made_at", UtcDateTime, nullable=False),
    Index(None, "cohort_id", "starts_at"),
    Index(None, "coach_id", "starts_at"),
)

# `seat` is a place in the slot, and `nth` counts a member's own bookings; one that was given back has neither. Moving it
# changes `slot_id` and `seat` in one statement. An `offered` one is held for somebody who waited until `expires_at`.
booking = Table(
    "booking",
    metadata,
    id_(),
    cohort_(),
    Column("slot_id", ForeignKey("slot.id", ondelete="CASCADE"), nullable=False),
    Column("seat", Integer),
    member_(),
    Column("nth", Integer),
    Column("state", String(10), nullable=False),
    Column("about", Text, nullable=False, default=""),
    Column("uid", String(80), nullable=False, unique=True),
    Column("sequence", Integer, nullable=False, default=0),
    Column("made_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("reminded", String(4)),
    Column("shared_note", Text, nullable=False, default=""),
    Column("own_note", Text, nullable=False, default=""),
    UniqueConstraint("slot_id", "seat"),
    UniqueConstraint("member_id", "nth"),
    Index(None, "cohort_id", "state"),
)

# Who waits for a place, in order of `since`: with one coach, or with any.
waiting = Table(
    "waiting",
    metadata,
    id_(),
    cohort_(),
    member_(),
    member_("coach_id", nullable=True),
    Column("since", UtcDateTime, nullable=False),
    UniqueConstraint("member_id"),
    Index(None, "cohort_id", "since"),
)

# Times that somebody who waits gave back, declined or let lapse: they are not offered those again.
passed_over = Table(
    "passed_over",
    metadata,
    id_(),
    Column("slot_id", ForeignKey("slot.id", ondelete="CASCADE"), nullable=False),
    member_(),
    UniqueConstraint("slot_id", "member_id"),
)

# A member's private calendar. Its address holds the nonce; with another nonce, the old address is void.
calendar_feed = Table(
    "calendar_feed",
    metadata,
    id_(),
    member_(),
    Column("nonce", String(40), nullable=False, unique=True),
    UniqueConstraint("member_id"),
)

signing_key = Table(
    "signing_key",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("key", LargeBinary(64), nullable=False),
)

# An e-mail on its way. Its words are made at the moment of sending, from `writer`.
letter = Table(
    "letter",
    metadata,
    id_(),
    Column("key", String(200), nullable=False, unique=True),
    cohort_(),
    member_(),
    Column("writer", String(64), nullable=False, default=""),
    Column("writer_args", JSON, nullable=False, default=dict),
    Column("state", String(10), nullable=False, default="waiting"),
    Column("leased_by", String(40)),
    Column("lease_until", UtcDateTime),
    Column("attempts", Integer, nullable=False, default=0),
    Column("retry_at", UtcDateTime),
    Column("made_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("error", Text),
    Index(None, "state", "retry_at"),
)
