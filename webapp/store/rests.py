"""Services that a target's circuit breakers keep from being asked, and until when."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Column, Connection, Table, Text, delete, insert, select

from webapp.store.schema import Seconds, metadata


@dataclass(frozen=True, slots=True)
class Rest:
    """`service` (cloudwatch, sqs …) is not asked before `until` (epoch seconds); `why`: unreachable or throttled."""

    service: str
    why: str
    until: int


rests_table = Table(
    "rests",
    metadata,
    Column("target", Text, primary_key=True),
    Column("service", Text, primary_key=True),
    Column("why", Text, nullable=False),
    Column("until", Seconds, nullable=False),
)


def save_rests(conn: Connection, target: str, rests: Sequence[Rest]) -> None:
    """Instead of those that the target had before."""
    conn.execute(delete(rests_table).where(rests_table.c.target == target))
    if rests:
        conn.execute(insert(rests_table), [{"target": target} | asdict(rest) for rest in rests])


def rests(conn: Connection) -> dict[str, tuple[Rest, ...]]:
    """By target."""
    found: dict[str, tuple[Rest, ...]] = {}
    for row in conn.execute(select(rests_table).order_by(rests_table.c.service)):
        found[row.target] = (*found.get(row.target, ()), Rest(row.service, row.why, row.until))
    return found
