"""Ledgers that are written faster, and that leave a file behind when their time is over."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    got_an_id = sa.text("new_id <> ''")
    op.drop_index("ix_redrive_messages_new_id", "redrive_messages")
    op.create_index(
        "ix_redrive_messages_new_id",
        "redrive_messages",
        ["new_id"],
        sqlite_where=got_an_id,
        postgresql_where=got_an_id,
    )
    op.add_column("redrives", sa.Column("filed", sa.Text, nullable=False, server_default=""))
