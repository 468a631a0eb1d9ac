"""Entries edited in chat, phrasings added by organisers, and what was made of questions that were not answered well."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("faq_entry") as table:
        table.add_column(sa.Column("entry", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("changes", sa.Integer(), server_default="0", nullable=False))
        table.create_unique_constraint("uq_faq_entry_cohort_id_entry", ["cohort_id", "entry"])
    with op.batch_alter_table("faq_asked") as table:
        table.add_column(sa.Column("language", sa.String(length=8), nullable=True))
        table.add_column(sa.Column("place", sa.String(length=300), nullable=True))
        table.add_column(sa.Column("settled", sa.String(length=12), nullable=True))
        table.create_index("ix_faq_asked_account_id_at", ["account_id", "at"])
    op.create_table(
        "faq_phrasing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name="fk_faq_phrasing_cohort_id_cohort"),
        sa.PrimaryKeyConstraint("id", name="pk_faq_phrasing"),
        sa.UniqueConstraint("cohort_id", "entry", "text", name="uq_faq_phrasing_cohort_id_entry_text"),
    )


def downgrade() -> None:
    op.drop_table("faq_phrasing")
    with op.batch_alter_table("faq_asked") as table:
        table.drop_index("ix_faq_asked_account_id_at")
        for column in ("settled", "place", "language"):
            table.drop_column(column)
    with op.batch_alter_table("faq_entry") as table:
        table.drop_constraint("uq_faq_entry_cohort_id_entry", type_="unique")
        table.drop_column("changes")
        table.drop_column("entry")
