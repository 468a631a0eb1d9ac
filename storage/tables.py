"""The tables. Alembic's migrations make them; a test holds the two together."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC. A naive one is refused: SQLite would give it back as if it were UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _member(name: str = "member_id", nullable: bool = False) -> Column[int]:
    return Column(name, ForeignKey("member.id", ondelete="CASCADE"), nullable=nullable)


def _cohort(nullable: bool = False) -> Column[int]:
    return Column("cohort_id", ForeignKey("cohort.id"), nullable=nullable)


cohort = Table(
    "cohort",
    metadata,
    _id(),
    Column("key", String(64), nullable=False, unique=True),
    Column("programme", String(64), nullable=False),
    Column("title", String(200), nullable=False),
)

group = Table(
    "chat_group",
    metadata,
    _id(),
    _cohort(),
    Column("platform", String(20), nullable=False),
    Column("chat_id", String(128), nullable=False),
    Column("thread_id", String(128)),
    Column("standing", Text),
    UniqueConstraint("platform", "chat_id"),
)

member = Table(
    "member",
    metadata,
    _id(),
    _cohort(),
    Column("name", String(120), nullable=False),
    Column("email", String(254), nullable=False),
    Column("organisation", String(200), nullable=False, default=""),
    Column("country", String(80), nullable=False, default=""),
    Column("sector", String(120), nullable=False, default=""),
    Column("time_zone", String(64), nullable=False),
    Column("language", String(12), nullable=False),
    Column("roles", String(120), nullable=False),
    UniqueConstraint("cohort_id", "email"),
)

account = Table(
    "account",
    metadata,
    _id(),
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
    _id(),
    _cohort(),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    _member(),
    Column("platform", String(20), nullable=False),
    Column("place", Integer, nullable=False, default=0),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("account_id", "cohort_id"),
    UniqueConstraint("member_id", "platform", "place"),
)

link_request = Table(
    "link_request",
    metadata,
    _id(),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    _member(),
    Column("at", UtcDateTime, nullable=False),
    Column("state", String(10), nullable=False, default="open"),
    Column("decided_by", Integer),
    UniqueConstraint("account_id", "member_id"),
)

invite = Table(
    "invite",
    metadata,
    _id(),
    _member(),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Index(None, "member_id"),
)

join_failure = Table(
    "join_failure",
    metadata,
    _id(),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "account_id", "at"),
)

check_in = Table(
    "check_in",
    metadata,
    _id(),
    _cohort(),
    Column("session", String(64), nullable=False),
    _member(),
    Column("at", UtcDateTime, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("platform", String(20), nullable=False),
    UniqueConstraint("cohort_id", "session", "member_id"),
    Index(None, "member_id"),
)

question = Table(
    "question",
    metadata,
    _id(),
    _cohort(),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    _member(nullable=True),
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
    _id(),
    _cohort(),
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
    _id(),
    _cohort(),
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
    _id(),
    _cohort(),
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

dialog = Table(
    "dialog",
    metadata,
    _id(),
    _cohort(),
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
# has, lets one of them wait at a time; a change that comes while it waits, or is being sent, raises `version`.
# A row for somebody who has not opened their private chat yet is `parked` until they do; `asked_…` is the group in which
# they asked.
outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("key", String(200), unique=True),
    Column("card", String(120), index=True),
    Column("slot", String(40), unique=True),
    Column("stage", String(20)),
    Column("version", Integer, nullable=False, default=0),
    _cohort(nullable=True),
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
