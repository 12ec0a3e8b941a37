"""Tags of alarms."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "alarm_tags",
        sa.Column("alarm_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("tags", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("alarm_id", name="pk_alarm_tags"),
        sa.ForeignKeyConstraint(["alarm_id"], ["identities.id"], name="fk_alarm_tags_alarm_id"),
    )
