"""Homework: assignments, submissions with their versions, extensions, and what was said about them."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("pack_key", sa.String(length=50), nullable=True),
        sa.Column("changes_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("due_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("cutoff_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("accepts", sa.String(length=20), nullable=False),
        sa.Column("meant_for", sa.String(length=10), nullable=False),
        sa.Column("module", sa.String(length=64), nullable=False),
        sa.Column("debrief", sa.String(length=64), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("peer_reviews", sa.Integer(), nullable=False),
        sa.Column("anonymous_reviews", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("post_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("posted_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("made_at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("files_from", sa.Integer(), nullable=True),
        sa.Column("files_until", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["changes_id"], ["assignment.id"], name=op.f("fk_assignment_changes_id_assignment"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_assignment_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("cohort_id", "pack_key", name=op.f("uq_assignment_cohort_id_pack_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_changes_id"), ["changes_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_assignment_cohort_id_state_due_at"), ["cohort_id", "state", "due_at"], unique=False
        )

    op.create_table(
        "assignment_due",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("due_at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("cutoff_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("by_member_id", sa.Integer(), nullable=True),
        sa.Column("at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_assignment_due_assignment_id_assignment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_assignment_due_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_due")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("assignment_due", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_due_assignment_id_at"), ["assignment_id", "at"], unique=False)

    op.create_table(
        "assignment_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_assignment_file_assignment_id_assignment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_assignment_file_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_file")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("assignment_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_file_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_file_checksum"), ["checksum"], unique=False)

    op.create_table(
        "assignment_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_assignment_member_assignment_id_assignment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_assignment_member_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_member")),
        sa.UniqueConstraint("assignment_id", "member_id", name=op.f("uq_assignment_member_assignment_id_member_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("assignment_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_member_member_id"), ["member_id"], unique=False)

    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("until_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_until", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("asked_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_extension_assignment_id_assignment"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_extension_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_extension_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
        sa.UniqueConstraint("assignment_id", "member_id", name=op.f("uq_extension_assignment_id_member_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("extension", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_extension_member_id"), ["member_id"], unique=False)

    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("gathering_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("sitting", sa.Integer(), nullable=False),
        sa.Column("asked_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_submission_assignment_id_assignment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_submission_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_submission_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("assignment_id", "member_id", name=op.f("uq_submission_assignment_id_member_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_cohort_id_state"), ["cohort_id", "state"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_submission_member_id_gathering_at"), ["member_id", "gathering_at"], unique=False
        )

    op.create_table(
        "submission_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_submission_comment_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_submission_comment_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_submission_comment_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_comment")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("submission_comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_submission_comment_submission_id_at"), ["submission_id", "at"], unique=False
        )

    op.create_table(
        "submission_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_submission_item_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_submission_item_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_submission_item_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_item")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("submission_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_item_checksum"), ["checksum"], unique=False)
        batch_op.create_index(
            "ix_submission_item_left",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state = 'dropped' AND checksum <> ''"),
            postgresql_where=sa.text("state = 'dropped' AND checksum <> ''"),
        )
        batch_op.create_index(
            "ix_submission_item_loose",
            ["member_id"],
            unique=False,
            sqlite_where=sa.text("submission_id IS NULL"),
            postgresql_where=sa.text("submission_id IS NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_submission_item_submission_id_number"), ["submission_id", "number"], unique=False
        )

    op.create_table(
        "submission_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_submission_version_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_submission_version_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_version")),
        sa.UniqueConstraint("submission_id", "number", name=op.f("uq_submission_version_submission_id_number")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:

    op.drop_table("submission_version")
    with op.batch_alter_table("submission_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_item_submission_id_number"))
        batch_op.drop_index(
            "ix_submission_item_loose",
            sqlite_where=sa.text("submission_id IS NULL"),
            postgresql_where=sa.text("submission_id IS NULL"),
        )
        batch_op.drop_index(
            "ix_submission_item_left",
            sqlite_where=sa.text("state = 'dropped' AND checksum <> ''"),
            postgresql_where=sa.text("state = 'dropped' AND checksum <> ''"),
        )
        batch_op.drop_index(batch_op.f("ix_submission_item_checksum"))

    op.drop_table("submission_item")
    with op.batch_alter_table("submission_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_comment_submission_id_at"))

    op.drop_table("submission_comment")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_member_id_gathering_at"))
        batch_op.drop_index(batch_op.f("ix_submission_cohort_id_state"))

    op.drop_table("submission")
    with op.batch_alter_table("extension", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_extension_member_id"))

    op.drop_table("extension")
    with op.batch_alter_table("assignment_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_member_member_id"))

    op.drop_table("assignment_member")
    with op.batch_alter_table("assignment_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_file_checksum"))
        batch_op.drop_index(batch_op.f("ix_assignment_file_assignment_id"))

    op.drop_table("assignment_file")
    with op.batch_alter_table("assignment_due", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_due_assignment_id_at"))

    op.drop_table("assignment_due")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_cohort_id_state_due_at"))
        batch_op.drop_index(batch_op.f("ix_assignment_changes_id"))

    op.drop_table("assignment")
