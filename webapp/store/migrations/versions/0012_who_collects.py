"""Who collects a target since when and from whom it was taken over, and which services rest."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("leases", sa.Column("taken_at", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("leases", sa.Column("taken_from", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "rests",
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("target", "service", name="pk_rests"),
    )
