"""What every table shares: one MetaData, the names of constraints, and the column types that mean something here.

Times are integer epoch seconds. A record is kept as the JSON text of its frozen dataclass; what is filtered or
sorted by stands in columns of its own.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData

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


def identity_key(name: str) -> Column[int]:
    """A primary key column that is an identity's id: one row a thing."""
    return Column(name, Integer, ForeignKey("identities.id"), primary_key=True, autoincrement=False)
