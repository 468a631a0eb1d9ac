"""Peers: what people say of themselves, rounds of exchanges and who is with whom; questions brought to members."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from storage.tables.base import UtcDateTime, cohort_, id_, member_, metadata

# Tags and languages are stored as `|a|b|`. `silent` counts the rounds in a row in which nothing came of the member.
peer_profile = Table(
    "peer_profile",
    metadata,
    id_(),
    cohort_(),
    member_(),
    Column("job", String(120), nullable=False, default=""),
    Column("sector", String(120), nullable=False, default=""),
    Column("age", String(60), nullable=False, default=""),
    Column("offers", Text, nullable=False, default=""),
    Column("wants", Text, nullable=False, default=""),
    Column("languages", String(120), nullable=False, default=""),
    Column("hours_from", String(5), nullable=False),
    Column("hours_to", String(5), nullable=False),
    Column("contact", String(200), nullable=False, default=""),
    Column("findable", Boolean, nullable=False, default=False),
    Column("askable", Boolean, nullable=False, default=False),
    Column("standing", String(10), nullable=False, default="in"),
    Column("paused_until", Date),
    Column("silent", Integer, nullable=False, default=0),
    Column("filled_at", UtcDateTime),
    Column("mentees", Integer),
    UniqueConstraint("member_id"),
    Index(None, "cohort_id"),
)

# Whom somebody does not want to be paired with. It is theirs alone: nobody else is ever shown it.
peer_exclusion = Table(
    "peer_exclusion",
    metadata,
    id_(),
    member_(),
    member_("other_id"),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("member_id", "other_id"),
)

peer_round = Table(
    "peer_round",
    metadata,
    id_(),
    cohort_(),
    Column("key", String(60), nullable=False),
    Column("size", Integer, nullable=False),
    Column("theme", Text, nullable=False),
    Column("starters", JSON, nullable=False),
    Column("sectors", String(10), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("state", String(10), nullable=False),
    Column("best", Integer, nullable=False, default=0),
    Column("digest", String(80), nullable=False, default=""),
    UniqueConstraint("cohort_id", "key"),
    Index(None, "cohort_id", "state"),
)

peer_skip = Table(
    "peer_skip",
    metadata,
    id_(),
    Column("round_id", ForeignKey("peer_round.id", ondelete="CASCADE"), nullable=False),
    member_(),
    UniqueConstraint("round_id", "member_id"),
)

# Two whom organisers keep apart in a round.
peer_ban = Table(
    "peer_ban",
    metadata,
    id_(),
    Column("round_id", ForeignKey("peer_round.id", ondelete="CASCADE"), nullable=False),
    member_(),
    member_("other_id"),
    UniqueConstraint("round_id", "member_id", "other_id"),
)

pairing = Table(
    "pairing",
    metadata,
    id_(),
    cohort_(),
    Column("round_id", ForeignKey("peer_round.id", ondelete="CASCADE"), nullable=False),
    Column("kept", Boolean, nullable=False, default=False),
    Column("since", UtcDateTime, nullable=False),
    Column("times", JSON, nullable=False),
    Column("meets_at", UtcDateTime),
    Column("uid", String(80), nullable=False, unique=True),
    Column("sequence", Integer, nullable=False, default=0),
    Index(None, "round_id"),
)

# Nobody is in two pairings of a round: who gets a new partner moves.
pairing_member = Table(
    "pairing_member",
    metadata,
    id_(),
    cohort_(),
    Column("round_id", ForeignKey("peer_round.id", ondelete="CASCADE"), nullable=False),
    Column("pairing_id", ForeignKey("pairing.id", ondelete="CASCADE"), nullable=False),
    member_(),
    Column("answer", String(20), nullable=False, default=""),
    Column("answered_at", UtcDateTime),
    Column("nth", Integer),
    Column("asked_at", UtcDateTime),
    Column("active", Boolean, nullable=False, default=False),
    Column("learned", Text, nullable=False, default=""),
    Column("share", String(10), nullable=False, default=""),
    UniqueConstraint("round_id", "member_id"),
    Index(None, "pairing_id"),
    Index(None, "member_id"),
)

# Who has met whom, so that new people come first: it stays when a round's pairings change.
peer_met = Table(
    "peer_met",
    metadata,
    id_(),
    cohort_(),
    Column("round_id", ForeignKey("peer_round.id", ondelete="CASCADE"), nullable=False),
    member_(),
    member_("other_id"),
    UniqueConstraint("round_id", "member_id", "other_id"),
    Index(None, "cohort_id"),
)

peer_thanks = Table(
    "peer_thanks",
    metadata,
    id_(),
    Column("place_id", ForeignKey("pairing_member.id", ondelete="CASCADE"), nullable=False),
    member_(),
    UniqueConstraint("place_id", "member_id"),
)

# A question in the group that nobody has answered yet. It goes once somebody has, or when it was brought to members.
peer_question = Table(
    "peer_question",
    metadata,
    id_(),
    cohort_(),
    member_(),
    Column("platform", String(20), nullable=False),
    Column("chat_id", String(128), nullable=False),
    Column("thread_id", String(128)),
    Column("message_id", String(128), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("state", String(10), nullable=False, default="open"),
    UniqueConstraint("platform", "chat_id", "message_id"),
    Index(None, "cohort_id", "state"),
)

peer_asked = Table(
    "peer_asked",
    metadata,
    id_(),
    cohort_(),
    Column("question_id", ForeignKey("peer_question.id", ondelete="CASCADE"), nullable=False),
    member_(),
    Column("answer", Text, nullable=False, default=""),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("question_id", "member_id"),
)

# Who is whose mentor. Without `since` it is a proposal, which organisers alone know. A mentee has one mentor.
mentoring = Table(
    "mentoring",
    metadata,
    id_(),
    cohort_(),
    member_("mentee_id"),
    member_("mentor_id"),
    Column("kept", Boolean, nullable=False, default=False),
    Column("since", UtcDateTime),
    UniqueConstraint("mentee_id"),
    Index(None, "cohort_id"),
    Index(None, "mentor_id"),
)

# A mentee and a mentor whom organisers keep apart.
mentoring_ban = Table(
    "mentoring_ban",
    metadata,
    id_(),
    cohort_(),
    member_("mentee_id"),
    member_("mentor_id"),
    UniqueConstraint("mentee_id", "mentor_id"),
    Index(None, "cohort_id"),
)
