"""Judges what was read and saves the verdicts, with the fleet page's row of each function."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from collectors.records import Function, Points, Queue
from collectors.windows import HOUR, MINUTE
from webapp.analysis.case import Context
from webapp.analysis.health import judge
from webapp.analysis.queue_health import judge_queue
from webapp.analysis.verdict import Verdict
from webapp.config import Config
from webapp.store import Connection
from webapp.store.fleet import FleetRow, save_fleet
from webapp.store.verdicts import save_verdicts
from webapp.watch.saving import Saving
from webapp.watch.surroundings import Surroundings, read
from webapp.watch.usual import Usual

ROWS_A_TRANSACTION = 500
SLICES = 30
"""Points of a sparkline over the last hour."""


class Judging:
    """The judgement of one target."""

    def __init__(self, config: Config, target: str) -> None:
        self._config = config
        self._target = target
        self._usual = Usual()

    def functions(self, saving: Saving, now: int, names: Collection[str] | None = None) -> list[Verdict]:
        """Judge the functions `names` (None: all)."""
        with saving.store.read() as conn:
            around = read(conn, self._config, self._target, now, self._usual, names)
        if around is None:
            return []
        rows = (self._row(around, function) for function in around.functions)
        verdicts: list[Verdict] = []
        while some := list(islice(rows, ROWS_A_TRANSACTION)):
            verdicts.extend(row.verdict for row in some)
            _save(saving, some)
        return verdicts

    def queues(self, saving: Saving, now: int) -> list[str]:
        """Judge the queues; return the names of the functions beside those that have messages waiting for a person."""
        with saving.store.read() as conn:
            around = read(conn, self._config, self._target, now, self._usual, ())
        if around is None:
            return []
        found = [self._queue(around, queue) for queue in around.queues]
        saving.write(lambda conn: save_verdicts(conn, found))
        filled = [queue.arn for queue in around.queues if queue.visible and around.role(queue).dead_letters_of]
        return [function.name for arn in filled for function in around.ties[arn].beside]

    def _row(self, around: Surroundings, function: Function) -> FleetRow:
        points, context = around.points.get(function.identity), around.context(function)
        limits = self._config.limits_for(function.identity.name)
        verdict = judge(function, points, context, limits, around.now, around.before.get(function.identity))
        return fleet_row(function, verdict, points, context)

    def _queue(self, around: Surroundings, queue: Queue) -> Verdict:
        limits = self._config.limits_for(queue.identity.name)
        depths, before = around.depths.get(queue.identity), around.before.get(queue.identity)
        return judge_queue(queue, depths, around.role(queue), around.now, limits, before)


def fleet_row(function: Function, verdict: Verdict, points: Points | None, context: Context) -> FleetRow:
    """The function's numbers of the last hour. p50 is that of the newest minute that has one."""
    until = verdict.judged_at - verdict.judged_at % MINUTE
    hour = _Hour(points, until - HOUR)
    return FleetRow(
        identity=function.identity,
        verdict=verdict,
        runtime=function.runtime,
        tags=function.tags,
        invocations=hour.total("invocations"),
        errors=hour.total("errors"),
        throttles=hour.total("throttles"),
        duration_p50_ms=hour.newest("duration_p50_ms"),
        duration_p95_worst_ms=hour.highest("duration_p95_ms"),
        concurrency_max=hour.highest("concurrency_max"),
        dlq_depth=_dead_letters(context),
        alarms_firing=sum(alarm.state == "ALARM" for alarm in context.alarms),
        spark=hour.spark("invocations"),
        data_until=context.metrics.read_at,
    )


def _dead_letters(context: Context) -> int | None:
    depths = [watched.queue.visible for watched in context.queues if watched.role.dead_letters_of]
    return sum(depths) if depths else None


def _save(saving: Saving, rows: Sequence[FleetRow]) -> None:
    def both(conn: Connection) -> None:
        save_verdicts(conn, [row.verdict for row in rows])
        save_fleet(conn, rows)

    saving.write(both)


class _Hour:
    """The points of an hour, column by column; None where there are none."""

    def __init__(self, points: Points | None, start: int) -> None:
        self._start = start
        self._index = {column: i for i, column in enumerate(points.columns)} if points else {}
        self._rows = [row for row in points.rows if row[0] >= start] if points else []

    def total(self, column: str) -> float | None:
        """The sum."""
        values = [value for _, value in self._values(column)]
        return sum(values) if values else None

    def highest(self, column: str) -> float | None:
        """The worst minute's value."""
        return max((value for _, value in self._values(column)), default=None)

    def newest(self, column: str) -> float | None:
        """The newest minute's value."""
        return max(self._values(column), default=(0, None))[1]

    def spark(self, column: str) -> tuple[float | None, ...]:
        """Sums over equal slices; empty where the hour has nothing."""
        slices: list[float | None] = [None] * SLICES
        for at, value in self._values(column):
            slot = min(SLICES - 1, (at - self._start) * SLICES // HOUR)
            slices[slot] = (slices[slot] or 0.0) + value
        return tuple(slices) if any(each is not None for each in slices) else ()

    def _values(self, column: str) -> Iterator[tuple[int, float]]:
        i = self._index.get(column)
        if i is not None:
            yield from ((at, value) for at, row in self._rows if (value := row[i]) is not None)
