"""The fleet page's rows, one a function, written when it was judged so that reading ten thousand takes one query.

Filters, the order and the times stand in columns; the row itself is kept as it was written, and only its times are
written when a judgement says the same again. A row that was judged too long ago reads as UNKNOWN: a dead collector
never leaves a green fleet.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter

from sqlalchemy import Column, Connection, Double, Index, Integer, Table, Text, update

from collectors.records import Identity
from webapp.analysis.verdict import Verdict
from webapp.store.codec import encode
from webapp.store.identities import ids_of
from webapp.store.schema import Seconds, identity_key, metadata
from webapp.store.upserts import upsert


@dataclass(frozen=True, slots=True)
class FleetRow:
    """One function on the fleet page. The numbers are of the `window_s` seconds before it was judged.

    `duration_p95_worst_ms` is the worst minute's p95; `tags` is None where they could not be read; `spark` are the
    invocations in equal slices, None where there is no data; None anywhere is "no data", not zero.
    """

    identity: Identity
    verdict: Verdict
    runtime: str | None = None
    tags: tuple[tuple[str, str], ...] | None = None
    window_s: int = 3600
    invocations: float | None = None
    errors: float | None = None
    throttles: float | None = None
    duration_p50_ms: float | None = None
    duration_p95_worst_ms: float | None = None
    concurrency_max: float | None = None
    dlq_depth: int | None = None
    alarms_firing: int | None = None
    spark: tuple[float | None, ...] = ()
    data_until: int | None = None

    @property
    def impact(self) -> float:
        """How many requests did not get through: which of two functions in the same state comes first."""
        return (self.errors or 0.0) + (self.throttles or 0.0)

    def shows_the_same(self, other: "FleetRow") -> bool:
        """Whether they differ in nothing but their verdicts and times."""
        return bool(_SHOWN(self) == _SHOWN(other))


_SHOWN = attrgetter(*(field.name for field in fields(FleetRow) if field.name not in ("verdict", "data_until")))

fleet = Table(
    "fleet",
    metadata,
    identity_key("function_id"),
    Column("rank", Integer, nullable=False),
    Column("judged_at", Seconds, nullable=False),
    Column("data_until", Seconds),
    Column("impact", Double, nullable=False),
    Column("account", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("runtime", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("tags", Text, nullable=False),
    Column("record", Text, nullable=False),
)
SEARCHED = ("rank", "judged_at", "impact", "function_id", "account", "region", "runtime", "name", "tags")
Index("ix_fleet_searched", *(fleet.c[name] for name in SEARCHED))
"""Holds all that is filtered and sorted by, so that a search never touches the rows themselves."""


def save_fleet(conn: Connection, rows: Sequence[FleetRow]) -> None:
    """Save the row of each function that was judged."""
    ids = ids_of(conn, (row.identity for row in rows))
    save_fleet_by_id(conn, {ids[row.identity]: row for row in rows})


def save_fleet_by_id(conn: Connection, rows: Mapping[int, FleetRow]) -> None:
    """The same, where the ids of the functions are known."""
    upsert(conn, fleet, [_columns(key, row) for key, row in rows.items()])


def confirm_fleet(conn: Connection, rows: Mapping[int, FleetRow]) -> None:
    """These rows say what those in the store say, and are newer."""
    dated: dict[tuple[int, int | None], list[int]] = defaultdict(list)
    for key, row in rows.items():
        dated[row.verdict.judged_at, row.data_until].append(key)
    for (judged_at, data_until), keys in dated.items():
        again = update(fleet).where(fleet.c.function_id.in_(keys))
        conn.execute(again.values(judged_at=judged_at, data_until=data_until))


def tag_line(key: str, value: str) -> str:
    """How a tag stands among the others in the column that is searched, whatever its case."""
    return f"\n{key}={value}\n".lower()


def _columns(key: int, row: FleetRow) -> dict[str, object]:
    return {
        "function_id": key,
        "rank": row.verdict.state.rank,
        "judged_at": row.verdict.judged_at,
        "data_until": row.data_until,
        "impact": row.impact,
        "account": row.identity.account,
        "region": row.identity.region,
        "runtime": row.runtime or "",
        "name": row.identity.name.lower(),
        "tags": "".join(tag_line(key, value) for key, value in row.tags or ()),
        "record": encode(row),
    }
