"""The dashboard's own metrics in Prometheus's text format, read from the store whenever they are asked for."""

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from collectors.records import Outcome
from webapp.analysis.verdict import State
from webapp.config import Config
from webapp.pages import looking
from webapp.pages.looking import Looking
from webapp.store import Connection, runs
from webapp.store.fleet_search import FleetQuery, fleet_rows


class _Families:
    """What prometheus_client calls a collector: something that yields metric families."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        """The families."""
        yield from self._families


def exposition(conn: Connection, config: Config, now: int) -> bytes:
    """The text that Prometheus scrapes."""
    query = FleetQuery(limit=1, stale_s=2 * config.intervals.metrics_s)
    families = [
        _functions(fleet_rows(conn, query, now).counts),
        *_runs(runs.last_outcomes(conn), now),
        *_looking(looking.load(conn, config, now)),
    ]
    registry = CollectorRegistry()
    registry.register(_Families(families))
    return generate_latest(registry)


def _functions(counts: Mapping[State, int]) -> Metric:
    family = GaugeMetricFamily("oncall_functions", "Functions by state.", labels=["state"])
    for state, count in counts.items():
        family.add_metric([state.value], count)
    return family


def _runs(last: dict[tuple[str, str], Outcome], now: int) -> list[Metric]:
    labels = ["target", "collector"]
    age = GaugeMetricFamily("oncall_run_age_seconds", "Seconds since the last run began.", labels=labels)
    length = GaugeMetricFamily("oncall_run_seconds", "Seconds that the last run took.", labels=labels)
    failures = GaugeMetricFamily("oncall_run_failures", "What the last run could not read.", labels=labels)
    for key, run in last.items():
        age.add_metric(list(key), now - run.started_at)
        length.add_metric(list(key), run.seconds)
        failures.add_metric(list(key), len(run.failures))
    return [age, length, failures]


def _looking(seen: Looking) -> list[Metric]:
    return [
        GaugeMetricFamily("oncall_collector_alive", "1 while something is being collected.", value=float(seen.alive)),
        GaugeMetricFamily("oncall_history_seconds", "Minutes of history read, worst target.", value=seen.history_s),
        GaugeMetricFamily("oncall_spent_today_usd", "AWS charges of looking since midnight UTC.", value=seen.usd_today),
        GaugeMetricFamily("oncall_budget_usd", "Dollars a day that looking may cost.", value=seen.usd_a_day_budget),
    ]
