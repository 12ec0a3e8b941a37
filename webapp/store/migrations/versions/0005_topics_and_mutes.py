"""Topics, mute rules, who muted what; jobs that are due later."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _create_read("topics", "topic_id")
    _create_read("mute_rules", "rule_id")
    op.create_table(
        "mutes",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("alarm_id", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("way", "rule", "reason", "person")),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("start", "until")),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("problem", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mutes"),
        sa.ForeignKeyConstraint(["alarm_id"], ["identities.id"], name="fk_mutes_alarm_id"),
    )
    op.create_index("ix_mutes_alarm_id", "mutes", ["alarm_id"])
    op.create_index("ix_mutes_until", "mutes", ["until"])
    op.add_column("jobs", sa.Column("due_at", sa.BigInteger, nullable=False, server_default="0"))


def _create_read(table: str, key: str) -> None:
    op.create_table(
        table,
        sa.Column(key, sa.Integer, autoincrement=False, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("read_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint(key, name=f"pk_{table}"),
        sa.ForeignKeyConstraint([key], ["identities.id"], name=f"fk_{table}_{key}"),
    )
