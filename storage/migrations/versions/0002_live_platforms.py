"""What Telegram and Slack need: whispers, answers that wait for a private chat, the bot's standing in a group."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("chat_group") as table:
        table.add_column(sa.Column("standing", sa.Text(), nullable=True))
    with op.batch_alter_table("account") as table:
        table.add_column(sa.Column("blocked", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("outbox") as table:
        table.add_column(sa.Column("whisper", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("asked_chat_id", sa.String(length=128), nullable=True))
        table.add_column(sa.Column("asked_thread_id", sa.String(length=128), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("outbox") as table:
        table.drop_column("asked_thread_id")
        table.drop_column("asked_chat_id")
        table.drop_column("whisper")
    with op.batch_alter_table("account") as table:
        table.drop_column("blocked")
    with op.batch_alter_table("chat_group") as table:
        table.drop_column("standing")
