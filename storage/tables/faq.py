"""Questions: those that wait for a person, those answered by one, and what the bot made of each."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from storage.tables.base import UtcDateTime, cohort_, id_, member_, metadata

question = Table(
    "question",
    metadata,
    id_(),
    cohort_(),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    member_(nullable=True),
    Column("text", Text, nullable=False),
    Column("waits_as", String(80), unique=True),
    Column("platform", String(20), nullable=False),
    Column("chat_id", String(128), nullable=False),
    Column("chat_kind", String(10), nullable=False),
    Column("thread_id", String(128)),
    Column("message_id", String(128)),
    Column("at", UtcDateTime, nullable=False),
    Column("state", String(10), nullable=False, default="open"),
    Column("answer", Text),
    Column("answered_by", Integer),
    Column("answered_at", UtcDateTime),
    Index(None, "cohort_id", "state"),
)

faq_entry = Table(
    "faq_entry",
    metadata,
    id_(),
    cohort_(),
    Column("question_id", ForeignKey("question.id"), unique=True),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("made_by", Integer),
    Column("at", UtcDateTime, nullable=False),
    # Set where it stands in the place of this entry of the pack.
    Column("entry", String(64)),
    Column("changes", Integer, nullable=False, server_default="0"),
    Index(None, "cohort_id"),
    UniqueConstraint("cohort_id", "entry"),
)

# Another way of asking for an entry (the pack's, or one made in chat), which an organiser has added.
faq_phrasing = Table(
    "faq_phrasing",
    metadata,
    id_(),
    cohort_(),
    Column("entry", String(64), nullable=False),
    Column("text", String(300), nullable=False),
    Column("made_by", Integer),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("cohort_id", "entry", "text"),
)

# A question somebody asked and what the bot made of it: what the feedback buttons and offers refer to.
faq_asked = Table(
    "faq_asked",
    metadata,
    id_(),
    cohort_(),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("text", Text, nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("entry", String(64)),
    Column("message_id", String(128)),
    Column("at", UtcDateTime, nullable=False),
    Column("helped", Boolean),
    Column("language", String(8)),
    Column("place", String(300)),
    # What an organiser made of a question that was not answered well: an entry, a phrasing, or nothing.
    Column("settled", String(12)),
    Index(None, "cohort_id", "entry"),
    Index(None, "account_id", "at"),
)
