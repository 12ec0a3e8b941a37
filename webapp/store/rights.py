"""The columns that say how far somebody may go: the same for local users, sessions and tokens."""

import json
from typing import Any

from sqlalchemy import Column, Row, Text

from webapp.person import Reach, Role


def right_columns() -> tuple[Column[str], ...]:
    """The role, and the patterns of a Reach as JSON lists."""
    return tuple(Column(name, Text, nullable=False) for name in ("role", "functions", "targets"))


def rights_row(role: Role, reach: Reach) -> dict[str, str]:
    """Their values."""
    return {"role": role.value, "functions": json.dumps(reach.functions), "targets": json.dumps(reach.targets)}


def role_in(row: Row[*tuple[Any, ...]]) -> Role:
    """The role in a row."""
    return Role(row.role)


def reach_in(row: Row[*tuple[Any, ...]]) -> Reach:
    """The reach in a row."""
    return Reach(tuple(json.loads(row.functions)), tuple(json.loads(row.targets)))
