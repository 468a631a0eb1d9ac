"""Peers: profiles, rounds, pairings, takeaways, questions brought to members."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "peer_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("starters", sa.JSON(), nullable=False),
        sa.Column("sectors", sa.String(length=10), nullable=False),
        sa.Column("starts_at", storage.tables.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", storage.tables.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("best", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_peer_round_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_round")),
        sa.UniqueConstraint("cohort_id", "key", name=op.f("uq_peer_round_cohort_id_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("peer_round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_peer_round_cohort_id_state"), ["cohort_id", "state"], unique=False)

    op.create_table(
        "pairing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("since", storage.tables.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.Column("meets_at", storage.tables.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("uid", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_pairing_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["peer_round.id"], name=op.f("fk_pairing_round_id_peer_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing")),
        sa.UniqueConstraint("uid", name=op.f("uq_pairing_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pairing_round_id"), ["round_id"], unique=False)

    op.create_table(
        "peer_ban",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_peer_ban_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["member.id"], name=op.f("fk_peer_ban_other_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["peer_round.id"], name=op.f("fk_peer_ban_round_id_peer_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_ban")),
        sa.UniqueConstraint("round_id", "member_id", "other_id", name=op.f("uq_peer_ban_round_id_member_id_other_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "peer_exclusion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("at", storage.tables.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_peer_exclusion_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["member.id"], name=op.f("fk_peer_exclusion_other_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_exclusion")),
        sa.UniqueConstraint("member_id", "other_id", name=op.f("uq_peer_exclusion_member_id_other_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "peer_met",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_peer_met_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_peer_met_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["member.id"], name=op.f("fk_peer_met_other_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["peer_round.id"], name=op.f("fk_peer_met_round_id_peer_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_met")),
        sa.UniqueConstraint("round_id", "member_id", "other_id", name=op.f("uq_peer_met_round_id_member_id_other_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("peer_met", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_peer_met_cohort_id"), ["cohort_id"], unique=False)

    op.create_table(
        "peer_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=120), nullable=False),
        sa.Column("sector", sa.String(length=120), nullable=False),
        sa.Column("age", sa.String(length=60), nullable=False),
        sa.Column("offers", sa.Text(), nullable=False),
        sa.Column("wants", sa.Text(), nullable=False),
        sa.Column("languages", sa.String(length=120), nullable=False),
        sa.Column("hours_from", sa.String(length=5), nullable=False),
        sa.Column("hours_to", sa.String(length=5), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("findable", sa.Boolean(), nullable=False),
        sa.Column("askable", sa.Boolean(), nullable=False),
        sa.Column("standing", sa.String(length=10), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("silent", sa.Integer(), nullable=False),
        sa.Column("filled_at", storage.tables.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_peer_profile_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_peer_profile_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_profile")),
        sa.UniqueConstraint("member_id", name=op.f("uq_peer_profile_member_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("peer_profile", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_peer_profile_cohort_id"), ["cohort_id"], unique=False)

    op.create_table(
        "peer_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("chat_id", sa.String(length=128), nullable=False),
        sa.Column("thread_id", sa.String(length=128), nullable=True),
        sa.Column("message_id", sa.String(length=128), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", storage.tables.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_peer_question_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_peer_question_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_question")),
        sa.UniqueConstraint(
            "platform", "chat_id", "message_id", name=op.f("uq_peer_question_platform_chat_id_message_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("peer_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_peer_question_cohort_id_state"), ["cohort_id", "state"], unique=False)

    op.create_table(
        "peer_skip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_peer_skip_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["peer_round.id"], name=op.f("fk_peer_skip_round_id_peer_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_skip")),
        sa.UniqueConstraint("round_id", "member_id", name=op.f("uq_peer_skip_round_id_member_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "pairing_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("pairing_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("answered_at", storage.tables.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("nth", sa.Integer(), nullable=True),
        sa.Column("asked_at", storage.tables.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("learned", sa.Text(), nullable=False),
        sa.Column("share", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_pairing_member_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_pairing_member_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairing.id"], name=op.f("fk_pairing_member_pairing_id_pairing"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["peer_round.id"], name=op.f("fk_pairing_member_round_id_peer_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_member")),
        sa.UniqueConstraint("round_id", "member_id", name=op.f("uq_pairing_member_round_id_member_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("pairing_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pairing_member_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pairing_member_pairing_id"), ["pairing_id"], unique=False)

    op.create_table(
        "peer_asked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", storage.tables.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_peer_asked_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_peer_asked_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["peer_question.id"],
            name=op.f("fk_peer_asked_question_id_peer_question"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_asked")),
        sa.UniqueConstraint("question_id", "member_id", name=op.f("uq_peer_asked_question_id_member_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "peer_thanks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_peer_thanks_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["pairing_member.id"], name=op.f("fk_peer_thanks_place_id_pairing_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_thanks")),
        sa.UniqueConstraint("place_id", "member_id", name=op.f("uq_peer_thanks_place_id_member_id")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:

    op.drop_table("peer_thanks")
    op.drop_table("peer_asked")
    with op.batch_alter_table("pairing_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pairing_member_pairing_id"))
        batch_op.drop_index(batch_op.f("ix_pairing_member_member_id"))

    op.drop_table("pairing_member")
    op.drop_table("peer_skip")
    with op.batch_alter_table("peer_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_peer_question_cohort_id_state"))

    op.drop_table("peer_question")
    with op.batch_alter_table("peer_profile", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_peer_profile_cohort_id"))

    op.drop_table("peer_profile")
    with op.batch_alter_table("peer_met", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_peer_met_cohort_id"))

    op.drop_table("peer_met")
    op.drop_table("peer_exclusion")
    op.drop_table("peer_ban")
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pairing_round_id"))

    op.drop_table("pairing")
    with op.batch_alter_table("peer_round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_peer_round_cohort_id_state"))

    op.drop_table("peer_round")
