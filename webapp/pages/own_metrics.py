"""The dashboard's own metrics in Prometheus's text format, read from the store whenever they are asked for."""

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from collectors.records import Outcome
from webapp.analysis.verdict import State
from webapp.config import Config
from webapp.pages import cost_month, looking, own_cost
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
        *_costs(conn, config, now),
    ]
    registry = CollectorRegistry()
    registry.register(_Families(families))
    return generate_latest(registry)


def _costs(conn: Connection, config: Config, now: int) -> list[Metric]:
    """What the functions cost, and what looking at them costs."""
    month, own = cost_month.load(conn, config, now), own_cost.load(conn, config, now)
    ahead = month.forecast.usd if month.forecast else None
    figures = (
        ("oncall_functions_month_usd", "Dollars of the functions since the month began (UTC).", month.bill.usd),
        ("oncall_functions_month_forecast_usd", "Dollars of the functions in the whole month.", ahead),
        ("oncall_own_month_usd", "AWS charges of looking since the month began, lower bound.", own.lower.usd_month),
        ("oncall_own_month_upper_usd", "The same, each statistic billed as a metric.", own.upper.usd_month),
        ("oncall_own_month_forecast_usd", "AWS charges of looking in the whole month.", own.lower.usd_month_forecast),
        ("oncall_own_month_forecast_upper_usd", "The same, by the upper bound.", own.upper.usd_month_forecast),
        ("oncall_own_month_calls", "Calls to AWS since the month began.", sum(day.calls for day in own.days)),
        ("oncall_own_month_gb_scanned", "Gigabytes of logs scanned.", sum(day.gb_scanned for day in own.days)),
        ("oncall_slowed_tasks", "Tasks that the budget slows down or has stopped.", len(own.slowed)),
    )
    return [GaugeMetricFamily(name, what, value=float(value)) for name, what, value in figures if value is not None]


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
