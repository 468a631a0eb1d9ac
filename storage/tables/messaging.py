"""Messages on their way, forms being filled in, and what has been handled already."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint, false

from storage.tables.base import UtcDateTime, cohort_, id_, member_, metadata

dialog = Table(
    "dialog",
    metadata,
    id_(),
    cohort_(),
    Column("platform", String(20), nullable=False),
    Column("account_id", String(128), nullable=False),
    Column("form", Text, nullable=False),
    Column("step", Integer, nullable=False),
    Column("answers", JSON, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    UniqueConstraint("platform", "account_id"),
)

processed_event = Table(
    "processed_event",
    metadata,
    Column("event_id", String(160), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("reply", Text),
    Index(None, "at"),
)

# A message on its way. The content of a row with a `recheck` is made at the moment of sending. `card` names what is
# posted once and edited ever after: its edits are rows too (`edits` is the message), and `slot`, which only a waiting row
# has, lets one of them wait at a time; a change that comes while it waits, or is being sent, raises `version`. In a group
# the row stays behind when it was sent, so that the next edit waits for its `retry_at`.
# A row for somebody who has not opened their private chat yet is `parked` until they do; `asked_…` is the group in which
# they asked.
outbox = Table(
    "outbox",
    metadata,
    id_(),
    Column("key", String(200), unique=True),
    Column("card", String(120), index=True),
    Column("slot", String(40), unique=True),
    Column("stage", String(20)),
    Column("version", Integer, nullable=False, default=0),
    cohort_(nullable=True),
    Column("platform", String(20), nullable=False),
    Column("chat_id", String(128)),
    Column("thread_id", String(128)),
    Column("reply_to", String(128)),
    Column("account_id", String(128)),
    Column("whisper", Boolean, nullable=False, default=False, server_default=false()),
    Column("asked_chat_id", String(128)),
    Column("asked_thread_id", String(128)),
    Column("edits", String(128)),
    Column("payload", Text),
    Column("recheck", String(64)),
    Column("recheck_args", JSON),
    Column("not_before", UtcDateTime),
    Column("expires", UtcDateTime),
    Column("state", String(10), nullable=False, default="waiting"),
    Column("leased_by", String(40)),
    Column("lease_until", UtcDateTime),
    Column("attempts", Integer, nullable=False, default=0),
    Column("retry_at", UtcDateTime),
    Column("made_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("sent_chat_id", String(128)),
    Column("sent_message_id", String(128), index=True),
    Column("error", Text),
    Index(None, "state", "not_before", "id"),
)

# A file that somebody sent, to be brought over from the platform. `then` hears of it, once.
incoming_file = Table(
    "incoming_file",
    metadata,
    id_(),
    cohort_(),
    Column("platform", String(20), nullable=False),
    Column("file_id", Text, nullable=False),
    Column("then", String(64), nullable=False),
    Column("args", JSON, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("retry_at", UtcDateTime),
    Column("leased_by", String(40)),
    Column("lease_until", UtcDateTime),
)

# Text that an organiser or trainer wants said, now or later. Its messages are rows of the outbox.
announcement = Table(
    "announcement",
    metadata,
    id_(),
    cohort_(),
    member_("author_id"),
    Column("text", Text, nullable=False),
    Column("audience", JSON, nullable=False),
    Column("at", UtcDateTime),
    Column("state", String(10), nullable=False, default="draft"),
    Column("made_at", UtcDateTime, nullable=False),
    Column("sent_to", Integer),
    Index(None, "cohort_id", "state"),
)

# Reminders are given out once a session and kind; a `missed` one came too late to be of use.
reminder = Table(
    "reminder",
    metadata,
    id_(),
    cohort_(),
    Column("name", String(120), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("state", String(10), nullable=False),
    UniqueConstraint("cohort_id", "name"),
)
