"""Attendance in depth, reminders, announcements, and what people may know and have erased."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("session", sa.String(length=64), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_audit_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_cohort_id_at"), ["cohort_id", "at"], unique=False)

    op.create_table(
        "check_in_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_check_in_code_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in_code")),
        sa.UniqueConstraint("cohort_id", "session", name=op.f("uq_check_in_code_cohort_id_session")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "incoming_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("then", sa.String(length=64), nullable=False),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("made_at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("leased_by", sa.String(length=40), nullable=True),
        sa.Column("lease_until", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_incoming_file_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_file")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "known_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=True),
        sa.Column("opens_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("starts_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ends_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closes_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("gone", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("pending", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_known_session_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_session")),
        sa.UniqueConstraint("cohort_id", "session", name=op.f("uq_known_session_cohort_id_session")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "meeting_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("by_member_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_meeting_list_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_list")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("meeting_list", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_list_cohort_id_session"), ["cohort_id", "session"], unique=False)

    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_reminder_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("cohort_id", "name", name=op.f("uq_reminder_cohort_id_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("short_notice", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_absence_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_absence_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.UniqueConstraint("cohort_id", "session", "member_id", name=op.f("uq_absence_cohort_id_session_member_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_member_id"), ["member_id"], unique=False)

    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("sent_to", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["member.id"], name=op.f("fk_announcement_author_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_announcement_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_announcement_cohort_id_state"), ["cohort_id", "state"], unique=False)

    op.create_table(
        "code_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_code_failure_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_failure")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("code_failure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_code_failure_account_id_at"), ["account_id", "at"], unique=False)

    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_erasure_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_erasure_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("member_id", name=op.f("uq_erasure_member_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "meeting_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("first_seen", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_seen", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("suggested_id", sa.Integer(), nullable=True),
        sa.Column("matched", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["meeting_list.id"], name=op.f("fk_meeting_row_list_id_meeting_list"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_meeting_row_member_id_member"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_row")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("meeting_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_row_list_id"), ["list_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_row_member_id"), ["member_id"], unique=False)

    op.create_table(
        "second_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_second_check_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_second_check_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_check")),
        sa.UniqueConstraint(
            "cohort_id", "session", "member_id", name=op.f("uq_second_check_cohort_id_session_member_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("second_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_second_check_member_id"), ["member_id"], unique=False)

    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.add_column(sa.Column("how", sa.String(length=12), server_default="tap", nullable=False))
        batch_op.add_column(sa.Column("by_member_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("absent", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        "ix_check_in_unusual",
        "check_in",
        ["cohort_id", "session", "absent", "late", "member_id"],
        unique=False,
        sqlite_where=sa.text("late = 1 OR absent = 1"),
        postgresql_where=sa.text("late OR absent"),
    )

    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", storage.tables.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("erased_at", storage.tables.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_column("erased_at")
        batch_op.drop_column("withdrawn_at")

    op.drop_index("ix_check_in_unusual", table_name="check_in")
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.drop_column("absent")
        batch_op.drop_column("reason")
        batch_op.drop_column("by_member_id")
        batch_op.drop_column("how")

    with op.batch_alter_table("second_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_second_check_member_id"))

    op.drop_table("second_check")
    with op.batch_alter_table("meeting_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_row_member_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_row_list_id"))

    op.drop_table("meeting_row")
    op.drop_table("erasure")
    with op.batch_alter_table("code_failure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_code_failure_account_id_at"))

    op.drop_table("code_failure")
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_announcement_cohort_id_state"))

    op.drop_table("announcement")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absence_member_id"))

    op.drop_table("absence")
    op.drop_table("reminder")
    with op.batch_alter_table("meeting_list", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_list_cohort_id_session"))

    op.drop_table("meeting_list")
    op.drop_table("incoming_file")
    op.drop_table("known_session")
    op.drop_table("check_in_code")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_cohort_id_at"))

    op.drop_table("audit")
