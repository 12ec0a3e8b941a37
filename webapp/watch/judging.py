"""Judges what was read and saves the verdicts, with the fleet page's row of each function."""

from collections.abc import Collection, Sequence

from collectors.records import Function, Points, Queue
from webapp.analysis.fleet_summary import Summary, summarise
from webapp.analysis.health import judge
from webapp.analysis.queue_health import judge_queue
from webapp.analysis.verdict import Verdict
from webapp.config import Config
from webapp.store.fleet import FleetRow
from webapp.store.identities import slices
from webapp.watch.saving import Saving
from webapp.watch.standing import Standing
from webapp.watch.surroundings import Surroundings, points_of, read
from webapp.watch.usual import Usual


class Judging:
    """The judgement of one target."""

    def __init__(self, config: Config, target: str) -> None:
        self._config = config
        self._target = target
        self._usual = Usual()

    def functions(
        self, saving: Saving, standing: Standing, now: int, names: Collection[str] | None = None
    ) -> list[Verdict]:
        """Judge the functions `names` (None: all)."""
        around = self._around(saving, standing, now, names)
        if around is None:
            return []
        verdicts: list[Verdict] = []
        for some in slices(list(around.functions)):  # their points fill the memory, their rows one transaction
            rows = self._rows(saving, around, some)
            standing.save(saving, rows)
            verdicts.extend(row.verdict for row in rows.values())
        return verdicts

    def queues(self, saving: Saving, standing: Standing, now: int) -> list[str]:
        """Judge the queues; return the names of the functions beside those that have messages waiting for a person."""
        around = self._around(saving, standing, now, ())
        if around is None:
            return []
        standing.save_queues(saving, [self._queue(around, queue) for queue in around.queues])
        filled = [queue.arn for queue in around.queues if queue.visible and around.role(queue).dead_letters_of]
        return [function.name for arn in filled for function in around.ties[arn].beside]

    def _around(
        self, saving: Saving, standing: Standing, now: int, names: Collection[str] | None
    ) -> Surroundings | None:
        with saving.store.read() as conn:
            return read(conn, self._config, self._target, now, self._usual, standing.verdicts, names)

    def _rows(self, saving: Saving, around: Surroundings, keys: Sequence[int]) -> dict[int, FleetRow]:
        functions = {key: around.functions[key] for key in keys}
        with saving.store.read() as conn:
            points = points_of(conn, {key: function.identity for key, function in functions.items()}, around.now)
        return {key: self._row(around, each, points.get(each.identity)) for key, each in functions.items()}

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
