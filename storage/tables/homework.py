"""Homework: what is assigned to whom until when, what people handed in, version by version, and what was said about it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from storage.tables.base import UtcDateTime, cohort_, id_, member_, metadata


def _assignment() -> Column[int]:
    return Column("assignment_id", ForeignKey("assignment.id", ondelete="CASCADE"), nullable=False)


def _submission(*, nullable: bool = False) -> Column[int]:
    return Column("submission_id", ForeignKey("submission.id", ondelete="CASCADE"), nullable=nullable)


# `accepts` are words of text, file and link. `meant_for` is all, module (then `module` is its key) or people (then they are
# in `assignment_member`). A change that its author has not confirmed yet is a row of its own, in state `change`, that says
# of which one it is; a pack's own assignment has its `pack_key`. What the member `files_from` sends until `files_until` is a
# file for it.
assignment = Table(
    "assignment",
    metadata,
    id_(),
    cohort_(),
    Column("author_id", Integer),
    Column("pack_key", String(50)),
    Column("changes_id", ForeignKey("assignment.id", ondelete="CASCADE")),
    Column("kind", String(10), nullable=False),
    Column("title", String(200), nullable=False),
    Column("instructions", Text, nullable=False, default=""),
    Column("due_at", UtcDateTime),
    Column("cutoff_at", UtcDateTime),
    Column("accepts", String(20), nullable=False, default="text file link"),
    Column("meant_for", String(10), nullable=False, default="all"),
    Column("module", String(64), nullable=False, default=""),
    Column("debrief", String(64), nullable=False, default=""),
    Column("shared", Boolean, nullable=False, default=False),
    Column("peer_reviews", Integer, nullable=False, default=0),
    Column("anonymous_reviews", Boolean, nullable=False, default=False),
    Column("state", String(10), nullable=False, default="draft"),
    Column("post_at", UtcDateTime),
    Column("posted_at", UtcDateTime),
    Column("made_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changes", Integer, nullable=False, default=0),
    Column("files_from", Integer),
    Column("files_until", UtcDateTime),
    UniqueConstraint("cohort_id", "pack_key"),
    Index(None, "cohort_id", "state", "due_at"),
    Index(None, "changes_id"),
)

# Whom it is for, where that is not everybody.
assignment_member = Table(
    "assignment_member",
    metadata,
    id_(),
    _assignment(),
    member_(),
    UniqueConstraint("assignment_id", "member_id"),
    Index(None, "member_id"),
)

# What trainers attached. Its `checksum` is its key in the file store, empty while it is on its way.
assignment_file = Table(
    "assignment_file",
    metadata,
    id_(),
    cohort_(),
    _assignment(),
    Column("checksum", String(64), nullable=False, default=""),
    Column("name", String(200), nullable=False),
    Column("media_type", String(120), nullable=False),
    Column("size", Integer, nullable=False, default=0),
    Column("state", String(10), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "assignment_id"),
    Index(None, "checksum"),
)

# Each due date that an assignment has had, from `at` on.
assignment_due = Table(
    "assignment_due",
    metadata,
    id_(),
    cohort_(),
    _assignment(),
    Column("due_at", UtcDateTime, nullable=False),
    Column("cutoff_at", UtcDateTime),
    Column("by_member_id", Integer),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "assignment_id", "at"),
)

# More time for one person: asked for (`open`), and what became of it. `until_at` holds once it was granted.
extension = Table(
    "extension",
    metadata,
    id_(),
    cohort_(),
    _assignment(),
    member_(),
    Column("until_at", UtcDateTime),
    Column("state", String(10), nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("asked_until", UtcDateTime),
    Column("asked_at", UtcDateTime),
    Column("decided_by", Integer),
    Column("decided_at", UtcDateTime),
    UniqueConstraint("assignment_id", "member_id"),
    Index(None, "member_id"),
)

# One member's work for one assignment. `version` is the newest, 0 while nothing was handed in; `first_at` and `last_at` are
# when the first and the newest version were. `gathering_at`: when something was last put together for the next version, and
# `sitting` numbers the message that shows it. `asked_at`: they tapped "Hand in" while files were still on their way.
submission = Table(
    "submission",
    metadata,
    id_(),
    cohort_(),
    _assignment(),
    member_(),
    Column("state", String(14), nullable=False, default="gathering"),
    Column("version", Integer, nullable=False, default=0),
    Column("first_at", UtcDateTime),
    Column("last_at", UtcDateTime),
    Column("gathering_at", UtcDateTime),
    Column("sitting", Integer, nullable=False, default=0),
    Column("asked_at", UtcDateTime),
    Column("consent", Boolean, nullable=False, default=False),
    Column("decided_by", Integer),
    Column("decided_at", UtcDateTime),
    Column("decided_version", Integer),
    UniqueConstraint("assignment_id", "member_id"),
    Index(None, "member_id", "gathering_at"),
    Index(None, "cohort_id", "state"),
)

# What was handed in at once. `due_at` is the date that held for them then, by which it was late or not.
submission_version = Table(
    "submission_version",
    metadata,
    id_(),
    cohort_(),
    _submission(),
    Column("number", Integer, nullable=False),
    Column("handed_in_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    UniqueConstraint("submission_id", "number"),
)

# A text, a link (both in `text`) or a file, sent by `member_id`: first for no task at all (no submission), then put together
# for the next version (`number` is null), then part of one. A file's `checksum` is its key in the file store, its SHA-256.
submission_item = Table(
    "submission_item",
    metadata,
    id_(),
    cohort_(),
    member_(),
    _submission(nullable=True),
    Column("number", Integer),
    Column("kind", String(5), nullable=False),
    Column("text", Text, nullable=False, default=""),
    Column("checksum", String(64), nullable=False, default=""),
    Column("name", String(200), nullable=False, default=""),
    Column("media_type", String(120), nullable=False, default=""),
    Column("size", Integer, nullable=False, default=0),
    Column("state", String(10), nullable=False, default="ready"),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "submission_id", "number"),
    Index(
        "ix_submission_item_loose",
        "member_id",
        sqlite_where=text("submission_id IS NULL"),
        postgresql_where=text("submission_id IS NULL"),
    ),
    Index(None, "checksum"),
    Index(
        "ix_submission_item_left",
        "id",
        sqlite_where=text("state = 'dropped' AND checksum <> ''"),
        postgresql_where=text("state = 'dropped' AND checksum <> ''"),
    ),
)

# What trainer and participant said to one another about a submission of `member_id`; `number` is the version meant.
submission_comment = Table(
    "submission_comment",
    metadata,
    id_(),
    cohort_(),
    _submission(),
    member_(),
    Column("author_id", Integer),
    Column("number", Integer),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "submission_id", "at"),
)
