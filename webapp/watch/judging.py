"""Judges what was read and saves the verdicts, with the fleet page's row of each function."""

from collections.abc import Collection, Sequence

from collectors.records import Function, Points, Queue
from webapp.analysis.fleet_summary import Summary, summarise
from webapp.analysis.health import judge
from webapp.analysis.queue_health import judge_queue
from webapp.analysis.verdict import Verdict
from webapp.config import Config
from webapp.store import Connection
from webapp.store.fleet import FleetRow, save_fleet
from webapp.store.verdicts import save_verdicts
from webapp.watch.saving import Saving
from webapp.watch.surroundings import Surroundings, points_of, read
from webapp.watch.usual import Usual

FUNCTIONS_AT_ONCE = 500
"""Judged, and saved in one transaction; bounds the memory that their points take."""


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
        verdicts: list[Verdict] = []
        for start in range(0, len(around.functions), FUNCTIONS_AT_ONCE):
            rows = self._rows(saving, around, around.functions[start : start + FUNCTIONS_AT_ONCE])
            verdicts.extend(row.verdict for row in rows)
            _save(saving, rows)
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

    def _rows(self, saving: Saving, around: Surroundings, functions: Sequence[Function]) -> list[FleetRow]:
        with saving.store.read() as conn:
            points = points_of(conn, [function.identity for function in functions], around.now)
        return [self._row(around, function, points.get(function.identity)) for function in functions]

    def _row(self, around: Surroundings, function: Function, points: Points | None) -> FleetRow:
        context, limits = around.context(function), self._config.limits_for(function.identity.name)
        verdict = judge(function, points, context, limits, around.now, around.before.get(function.identity))
        return fleet_row(function, verdict, summarise(points, context, around.now))

    def _queue(self, around: Surroundings, queue: Queue) -> Verdict:
        limits = self._config.limits_for(queue.identity.name)
        depths, before = around.depths.get(queue.identity), around.before.get(queue.identity)
        look = around.queue_looks[queue.identity]
        return judge_queue(queue, depths, around.role(queue), around.now, limits, before, look)


def fleet_row(function: Function, verdict: Verdict, numbers: Summary) -> FleetRow:
    """What the fleet page shows of the function."""
    return FleetRow(
        identity=function.identity,
        verdict=verdict,
        runtime=function.runtime,
        tags=function.tags,
        invocations=numbers.invocations,
        errors=numbers.errors,
        throttles=numbers.throttles,
        duration_p50_ms=numbers.duration_p50_ms,
        duration_p95_worst_ms=numbers.duration_p95_worst_ms,
        concurrency_max=numbers.concurrency_max,
        dlq_depth=numbers.dlq_depth,
        alarms_firing=numbers.alarms_firing,
        spark=numbers.spark,
        data_until=numbers.data_until,
    )


def _save(saving: Saving, rows: Sequence[FleetRow]) -> None:
    def both(conn: Connection) -> None:
        save_verdicts(conn, [row.verdict for row in rows])
        save_fleet(conn, rows)

    saving.write(both)
