"""A day's usage of every function."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

QUANTITIES = (
    "requests",
    "errors",
    "reported",
    "duration_ms",
    "mb_ms",
    "ephemeral_mb_ms",
    "provisioned_mb_s",
    "provisioned_mb_ms",
    "log_bytes",
)


def upgrade() -> None:
    op.create_table(
        "function_days",
        sa.Column("ts", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("function_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("architecture", sa.Text(), primary_key=True),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in QUANTITIES),
        sa.PrimaryKeyConstraint("ts", "function_id", "architecture", name="pk_function_days"),
        sqlite_with_rowid=False,
    )
