"""How far a fleet row's data reach, beside the row: what says the same again is only dated anew."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("fleet", sa.Column("data_until", sa.BigInteger(), nullable=True))
