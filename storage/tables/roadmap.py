"""Roadmaps: one a member, in parts that are saved one by one; and what is said about them."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from storage.tables.base import UtcDateTime, cohort_, id_, member_, metadata

# `followed_up`: after how many days its author was last asked how it goes.
roadmap = Table(
    "roadmap",
    metadata,
    id_(),
    cohort_(),
    member_(),
    Column("state", String(12), nullable=False, default="draft"),
    Column("topic", String(80), nullable=False, default=""),
    Column("shared", Boolean, nullable=False, default=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("submitted_at", UtcDateTime),
    Column("agreed_at", UtcDateTime),
    Column("followed_up", Integer, nullable=False, default=0),
    UniqueConstraint("member_id"),
    Index(None, "cohort_id", "state"),
)

# A section, a goal or an action. `spot` is its place among its like, so that two devices cannot add the same one twice;
# `version` rises with each change. `due` and `reminded` are days as text: the one on which an action is to be done, and
# the one of which its author was reminded.
roadmap_part = Table(
    "roadmap_part",
    metadata,
    id_(),
    cohort_(),
    Column("roadmap_id", ForeignKey("roadmap.id", ondelete="CASCADE"), nullable=False),
    member_(),
    Column("kind", String(20), nullable=False),
    Column("under", ForeignKey("roadmap_part.id", ondelete="CASCADE")),
    Column("nth", Integer, nullable=False),
    Column("spot", String(60), nullable=False),
    Column("answers", JSON, nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("due", String(10)),
    Column("reminded", String(10)),
    Column("outcome", String(10), nullable=False, default="open"),
    Column("note", Text, nullable=False, default=""),
    Column("changed_at", UtcDateTime, nullable=False),
    UniqueConstraint("roadmap_id", "spot"),
    Index(None, "outcome", "due"),
)

roadmap_comment = Table(
    "roadmap_comment",
    metadata,
    id_(),
    cohort_(),
    Column("roadmap_id", ForeignKey("roadmap.id", ondelete="CASCADE"), nullable=False),
    member_("author_id"),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "roadmap_id"),
)
