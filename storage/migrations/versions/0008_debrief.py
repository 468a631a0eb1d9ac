"""Debriefs: who shows their work when, what people take away; peer reviews."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "debrief",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("shape", sa.String(length=10), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("made_at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("posted_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("asked_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("shown_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_debrief_assignment_id_assignment"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_debrief_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debrief")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_debrief_assignment_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "consent_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("answered_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_consent_ask_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_consent_ask_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_consent_ask_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_ask")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_consent_ask_submission_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "debrief_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("debrief_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["debrief_id"], ["debrief.id"], name=op.f("fk_debrief_place_debrief_id_debrief"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_debrief_place_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debrief_place")),
        sa.UniqueConstraint("debrief_id", "member_id", name=op.f("uq_debrief_place_debrief_id_member_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "peer_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("asked_at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("done_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("marks", sa.String(length=20), nullable=False),
        sa.Column("strong", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("told_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_peer_review_assignment_id_assignment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["member.id"], name=op.f("fk_peer_review_author_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_peer_review_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["member.id"], name=op.f("fk_peer_review_reviewer_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_peer_review_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_review")),
        sa.UniqueConstraint("submission_id", "reviewer_id", name=op.f("uq_peer_review_submission_id_reviewer_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("peer_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_peer_review_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_peer_review_cohort_id_told_at"), ["cohort_id", "told_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_peer_review_reviewer_id"), ["reviewer_id"], unique=False)

    op.create_table(
        "takeaway",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("debrief_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("take", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_takeaway_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["debrief_id"], ["debrief.id"], name=op.f("fk_takeaway_debrief_id_debrief"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_takeaway_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takeaway")),
        sa.UniqueConstraint("debrief_id", "member_id", name=op.f("uq_takeaway_debrief_id_member_id")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:

    op.drop_table("takeaway")
    with op.batch_alter_table("peer_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_peer_review_reviewer_id"))
        batch_op.drop_index(batch_op.f("ix_peer_review_cohort_id_told_at"))
        batch_op.drop_index(batch_op.f("ix_peer_review_assignment_id"))

    op.drop_table("peer_review")
    op.drop_table("debrief_place")
    op.drop_table("consent_ask")
    op.drop_table("debrief")
