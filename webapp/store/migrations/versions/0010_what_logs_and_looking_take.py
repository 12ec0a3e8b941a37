"""What is written to log groups a day, what snapshots take, and what a run called and scanned."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

USED = ("infrequent_log_bytes", "snapshot_mb_s", "restored_mb")
RAN = ("calls_made", "bytes_scanned")


def upgrade() -> None:
    op.create_table(
        "log_group_days",
        sa.Column("ts", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("log_group_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("ts", "log_group_id", name="pk_log_group_days"),
        sqlite_with_rowid=False,
    )
    for name in USED:
        op.add_column("function_days", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
    for name in RAN:
        op.add_column("runs", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
