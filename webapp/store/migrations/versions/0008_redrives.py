"""Redrives, their ledgers, and what looks into queues showed."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "redrives",
        _whole("id"),
        _whole("queue_id"),
        sa.Column("busy_queue_id", sa.Integer),
        *map(_text, ("plan_id",)),
        _whole("job_id"),
        *map(_text, ("way", "person", "state", "phase")),
        _seconds("started_at"),
        sa.Column("finished_at", sa.BigInteger),
        _text("asked"),
        sa.Column("total", sa.Integer),
        *map(_text, ("outcome", "story", "error")),
        sa.PrimaryKeyConstraint("id", name="pk_redrives"),
        sa.ForeignKeyConstraint(["queue_id"], ["identities.id"], name="fk_redrives_queue_id"),
        sa.UniqueConstraint("busy_queue_id", name="uq_redrives_busy_queue_id"),
    )
    op.create_index("ix_redrives_queue_id", "redrives", ["queue_id"])
    op.create_table(
        "redrive_messages",
        sa.Column("redrive_id", sa.Integer, nullable=False, autoincrement=False),
        *map(_text, ("message_id", "fate")),
        _seconds("sent_at"),
        _whole("receives"),
        *map(_text, ("body_sha256", "sent_sha256", "cause", "message_group", "destination", "new_id")),
        _whole("tries"),
        _seconds("first_try_at"),
        sa.Column("doubtful", sa.Boolean, nullable=False),
        sa.Column("bounced_at", sa.BigInteger),
        _text("error"),
        sa.PrimaryKeyConstraint("redrive_id", "message_id", name="pk_redrive_messages"),
        sa.ForeignKeyConstraint(["redrive_id"], ["redrives.id"], name="fk_redrive_messages_redrive_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_redrive_messages_new_id", "redrive_messages", ["new_id"])
    op.create_table(
        "peeks",
        sa.Column("queue_id", sa.Integer, nullable=False, autoincrement=False),
        _seconds("at"),
        _text("record"),
        _whole("messages"),
        sa.PrimaryKeyConstraint("queue_id", name="pk_peeks"),
        sa.ForeignKeyConstraint(["queue_id"], ["identities.id"], name="fk_peeks_queue_id"),
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _seconds(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)
