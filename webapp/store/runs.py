"""Runs of collectors and what came of them: calls, dollars, seconds, failures with what to do about each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Double,
    ForeignKey,
    Index,
    Integer,
    Row,
    Select,
    Table,
    Text,
    case,
    func,
    insert,
    select,
)

from collectors.durations import DAY
from collectors.records import Failure, Outcome
from webapp.store.codec import decode, encode
from webapp.store.identities import PARTS, identities, identity_in
from webapp.store.schema import Seconds, metadata
from webapp.store.targets import save_target
from webapp.store.upserts import upsert

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("target", Text, nullable=False),
    Column("collector", Text, nullable=False),
    Column("started_at", Seconds, nullable=False, index=True),
    Column("seconds", Double, nullable=False),
    Column("chunks", Integer, nullable=False),
    Column("records", Integer, nullable=False),
    Column("calls", Text, nullable=False),
    Column("metrics_requested", Integer, nullable=False),
    Column("calls_made", BigInteger, nullable=False),
    Column("bytes_scanned", BigInteger, nullable=False),
    Column("usd", Double, nullable=False),
    Column("usd_upper", Double, nullable=False),
    Column("failures", Text, nullable=False),
    Column("account_id", Integer, ForeignKey("identities.id")),
    Index("ix_runs_target_started_at", "target", "started_at"),
)
last_runs = Table(
    "last_runs",
    metadata,
    Column("target", Text, primary_key=True),
    Column("collector", Text, primary_key=True),
    Column("run_id", Integer, ForeignKey("runs.id"), nullable=False),
    Column("ok_at", Seconds),
)
_KEPT = (
    *("target", "collector", "started_at", "seconds", "chunks", "records"),
    *("metrics_requested", "bytes_scanned", "usd", "usd_upper"),
)
ADDED = ("calls_made", "metrics_requested", "bytes_scanned", "usd", "usd_upper")
"""What is added up of runs."""
_NOTHING_FAILED = encode((), tuple[Failure, ...])


@dataclass(frozen=True, slots=True)
class Sums:
    """Runs added up: how many, how many that could not read everything, what they asked for and cost."""

    runs: int = 0
    failed: int = 0
    calls_made: int = 0
    metrics_requested: int = 0
    bytes_scanned: int = 0
    usd: float = 0.0
    usd_upper: float = 0.0


def save_outcome(conn: Connection, outcome: Outcome) -> None:
    """Note a run, and which account its target is where STS has told."""
    row = {name: getattr(outcome, name) for name in _KEPT} | {
        "calls": orjson.dumps(dict(outcome.calls)).decode(),
        "calls_made": sum(outcome.calls.values()),
        "failures": encode(outcome.failures, tuple[Failure, ...]),
    }
    if outcome.identity is not None:
        row["account_id"] = save_target(conn, outcome.target, outcome.identity)
    key = conn.execute(insert(runs).values(row).returning(runs.c.id)).scalar_one()
    which = {"target": outcome.target, "collector": outcome.collector}
    upsert(conn, last_runs, [which | {"run_id": key} | ({"ok_at": outcome.started_at} if outcome.ok else {})])


def last_outcomes(conn: Connection) -> dict[tuple[str, str], Outcome]:
    """The newest run of each (target, collector)."""
    found = [_outcome(row) for row in conn.execute(_with_account().join(last_runs, last_runs.c.run_id == runs.c.id))]
    return {(each.target, each.collector): each for each in found}


def last_ok(conn: Connection) -> dict[tuple[str, str], int]:
    """When each (target, collector) last began a run that read everything; absent where none ever did."""
    rows = conn.execute(select(last_runs).where(last_runs.c.ok_at.is_not(None)))
    return {(row.target, row.collector): row.ok_at for row in rows}


def outcomes(conn: Connection, start: int, end: int, target: str | None = None) -> list[Outcome]:
    """The runs that began in [start, end), newest first."""
    query = _with_account().where(*_began(start, end)).order_by(runs.c.started_at.desc(), runs.c.id.desc())
    if target is not None:
        query = query.where(runs.c.target == target)
    return [_outcome(row) for row in conn.execute(query)]


def spent_usd(conn: Connection, start: int, end: int, *, upper: bool = False) -> float:
    """Dollars (the lower estimate, or the upper one) of the runs that began in [start, end)."""
    spent = select(func.coalesce(func.sum(runs.c.usd_upper if upper else runs.c.usd), 0.0)).where(*_began(start, end))
    return float(conn.execute(spent).scalar_one())


def sums(conn: Connection, start: int, end: int) -> dict[tuple[str, str], Sums]:
    """The runs that began in [start, end), added up by (target, collector)."""
    rows = conn.execute(_added(start, end, runs.c.target, runs.c.collector))
    return {(target, collector): _sums(numbers) for target, collector, *numbers in rows}


def sums_a_day(conn: Connection, start: int, end: int) -> dict[tuple[int, str, str], Sums]:
    """The same by (start of the day, target, collector)."""
    day = (runs.c.started_at - runs.c.started_at % DAY).label("day")
    rows = conn.execute(_added(start, end, day, runs.c.target, runs.c.collector))
    return {(at, target, collector): _sums(numbers) for at, target, collector, *numbers in rows}


def first_started_at(conn: Connection) -> int | None:
    """When the oldest run that is kept began, None where there is none."""
    return conn.execute(select(func.min(runs.c.started_at))).scalar()


def _sums(numbers: Sequence[Any]) -> Sums:
    """PostgreSQL adds large integers up to decimals."""
    count, failed, calls, metrics, scanned, usd, usd_upper = numbers
    return Sums(int(count), int(failed), int(calls), int(metrics), int(scanned), usd, usd_upper)


def _added(start: int, end: int, *by: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    failed = func.sum(case((runs.c.failures == _NOTHING_FAILED, 0), else_=1))
    added = (func.sum(runs.c[name]) for name in ADDED)
    return select(*by, func.count(), failed, *added).where(*_began(start, end)).group_by(*by)


def _with_account() -> Select[*tuple[Any, ...]]:
    return select(runs, *PARTS).outerjoin(identities, identities.c.id == runs.c.account_id)


def _began(start: int, end: int) -> tuple[ColumnElement[bool], ...]:
    return runs.c.started_at >= start, runs.c.started_at < end


def _outcome(row: Row[*tuple[Any, ...]]) -> Outcome:
    kept = {name: getattr(row, name) for name in _KEPT}
    account = None if row.account_id is None else identity_in(row)
    failures = decode(tuple[Failure, ...], row.failures)
    return Outcome(**kept, calls=orjson.loads(row.calls), failures=failures, identity=account)
