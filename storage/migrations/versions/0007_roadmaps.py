"""Roadmaps: their parts, and what is said about them."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "roadmap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("made_at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("agreed_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("followed_up", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_roadmap_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_roadmap_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadmap")),
        sa.UniqueConstraint("member_id", name=op.f("uq_roadmap_member_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("roadmap", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roadmap_cohort_id_state"), ["cohort_id", "state"], unique=False)

    op.create_table(
        "roadmap_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("roadmap_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["member.id"], name=op.f("fk_roadmap_comment_author_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_roadmap_comment_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["roadmap_id"], ["roadmap.id"], name=op.f("fk_roadmap_comment_roadmap_id_roadmap"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadmap_comment")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("roadmap_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roadmap_comment_roadmap_id"), ["roadmap_id"], unique=False)

    op.create_table(
        "roadmap_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("roadmap_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("under", sa.Integer(), nullable=True),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("spot", sa.String(length=60), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("due", sa.String(length=10), nullable=True),
        sa.Column("reminded", sa.String(length=10), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changed_at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_roadmap_part_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_roadmap_part_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["roadmap_id"], ["roadmap.id"], name=op.f("fk_roadmap_part_roadmap_id_roadmap"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["under"], ["roadmap_part.id"], name=op.f("fk_roadmap_part_under_roadmap_part"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadmap_part")),
        sa.UniqueConstraint("roadmap_id", "spot", name=op.f("uq_roadmap_part_roadmap_id_spot")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("roadmap_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roadmap_part_outcome_due"), ["outcome", "due"], unique=False)


def downgrade() -> None:

    with op.batch_alter_table("roadmap_part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roadmap_part_outcome_due"))

    op.drop_table("roadmap_part")
    with op.batch_alter_table("roadmap_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roadmap_comment_roadmap_id"))

    op.drop_table("roadmap_comment")
    with op.batch_alter_table("roadmap", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roadmap_cohort_id_state"))

    op.drop_table("roadmap")
