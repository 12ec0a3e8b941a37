"""What every table shares: one MetaData, the names of constraints, and the column types that mean something here.

Times are integer epoch seconds. A record is kept as the JSON text of its frozen dataclass; what is filtered or
sorted by stands in columns of its own.
"""

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, Text, TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Seconds = BigInteger
"""Epoch seconds, UTC."""


class FreeText(TypeDecorator[str]):
    """Text that somebody outside wrote; what not every database can hold becomes a question mark."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        """The text as it is stored."""
        return None if value is None else storable(value)


def storable(text: str) -> str:
    """`text` without NUL, which PostgreSQL refuses, and without half surrogate pairs, which are no UTF-8."""
    return text.replace("\0", "?").encode("utf-8", "replace").decode()


def identity_key(name: str) -> Column[int]:
    """A primary key column that is an identity's id: one row a thing."""
    return Column(name, Integer, ForeignKey("identities.id"), primary_key=True, autoincrement=False)
