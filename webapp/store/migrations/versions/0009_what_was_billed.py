"""What AWS billed, a day."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "billed_days",
        sa.Column("ts", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("account_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("usage_type", sa.Text(), primary_key=True),
        sa.Column("quantity", sa.Text(), nullable=False),
        sa.Column("usd", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ts", "account_id", "usage_type", name="pk_billed_days"),
    )
