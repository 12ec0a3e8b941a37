"""Actions of alarms that failed, and series that were asked for back-tests."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
Column = sa.Column[Any]


def upgrade() -> None:
    told: Column = sa.Column("reason", sa.Text, nullable=False)
    _create("alarm_action_failures", _identity("alarm_id"), _seconds("at", key=True), _key("arn"), told)
    op.create_index("ix_alarm_action_failures_at", "alarm_action_failures", ["at"])

    period: Column = sa.Column("period", sa.Integer, nullable=False, primary_key=True)
    points: Column = sa.Column("points", sa.LargeBinary, nullable=False)
    columns = (_identity("identity_id"), _key("metric"), _key("statistic"), period)
    _create("asked_series", *columns, _seconds("start"), _seconds("asked_at"), points)


def _create(table: str, identity: Column, *columns: Column) -> None:
    keys = [column.name for column in (identity, *columns) if column.primary_key]
    foreign = sa.ForeignKeyConstraint([identity.name], ["identities.id"], name=f"fk_{table}_{identity.name}")
    op.create_table(table, identity, *columns, foreign, sa.PrimaryKeyConstraint(*keys, name=f"pk_{table}"))


def _identity(name: str) -> Column:
    return sa.Column(name, sa.Integer, nullable=False, primary_key=True)


def _seconds(name: str, key: bool = False) -> Column:
    return sa.Column(name, sa.BigInteger, nullable=False, primary_key=key)


def _key(name: str) -> Column:
    return sa.Column(name, sa.Text, nullable=False, primary_key=True)
