"""Mentors: who is whose, whom organisers keep apart, and how many mentees a mentor takes."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("peer_profile") as table:
        table.add_column(sa.Column("mentees", sa.Integer(), nullable=True))
    op.create_table(
        "mentoring",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("since", storage.tables.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name="fk_mentoring_cohort_id_cohort"),
        sa.ForeignKeyConstraint(["mentee_id"], ["member.id"], name="fk_mentoring_mentee_id_member", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["mentor_id"], ["member.id"], name="fk_mentoring_mentor_id_member", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_mentoring"),
        sa.UniqueConstraint("mentee_id", name="uq_mentoring_mentee_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_mentoring_cohort_id", "mentoring", ["cohort_id"])
    op.create_index("ix_mentoring_mentor_id", "mentoring", ["mentor_id"])
    op.create_table(
        "mentoring_ban",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name="fk_mentoring_ban_cohort_id_cohort"),
        sa.ForeignKeyConstraint(
            ["mentee_id"], ["member.id"], name="fk_mentoring_ban_mentee_id_member", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mentor_id"], ["member.id"], name="fk_mentoring_ban_mentor_id_member", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_mentoring_ban"),
        sa.UniqueConstraint("mentee_id", "mentor_id", name="uq_mentoring_ban_mentee_id_mentor_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_mentoring_ban_cohort_id", "mentoring_ban", ["cohort_id"])


def downgrade() -> None:
    op.drop_table("mentoring_ban")
    op.drop_table("mentoring")
    with op.batch_alter_table("peer_profile") as table:
        table.drop_column("mentees")
