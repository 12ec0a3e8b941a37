"""Asks CloudWatch once for a series that the stored minutes cannot tell, so that an alarm on it can be tried."""

from collections.abc import Sequence
from dataclasses import replace

from collectors import tally
from collectors.aws import Aws
from collectors.bands import band
from collectors.costs import usd
from collectors.durations import DAY
from collectors.metric_data import asked
from collectors.records import Identity, Kind, Metric, Outcome, Points, Window
from collectors.windows import Question, aligned
from webapp.actions.door import refusals
from webapp.actions.plans import Acting
from webapp.analysis.alarm_backtest.bands import LOWER, UPPER, edge_name, edge_of
from webapp.analysis.alarm_backtest.folding import Values
from webapp.analysis.alarm_backtest.history import Asked
from webapp.jobs import JobRefused, Result, Working
from webapp.store.asked_series import JOB, save_asked
from webapp.store.runs import save_outcome
from webapp.store.targets import accounts

DAYS = 15
METRICS_OF_A_BAND = 3
"""CloudWatch counts a band as two metrics beside its own (its price page, anomaly detection)."""


def read_history(acting: Acting, working: Working) -> Result:
    """Read the last 15 days at the period asked for and keep them."""
    told, now = working.job.payload, acting.clock.now()
    parts = {name: str(told[name]) for name in ("partition", "account", "region", "name")}
    identity = Identity(kind=Kind(str(told["kind"])), **parts)
    metric = Metric("value", str(told["metric"]), str(told["statistic"]), "", None)
    window = aligned(now - DAYS * DAY, now, int(told["period"]))
    edge = edge_of(metric.statistic)
    with refusals(), tally.counting():
        with acting.store.read() as conn:
            aws = acting.door.aws(conn, identity)
        series = _band(aws, identity, metric, edge, window) if edge else _plain(aws, identity, metric, window)
    cost = usd({}, METRICS_OF_A_BAND if edge else 1)
    _keep(acting, identity, series, cost, now)
    return {"points": sum(value is not None for each in series for value in each.values), "usd": cost}


def _plain(aws: Aws, identity: Identity, metric: Metric, window: Window) -> list[Asked]:
    for answer in asked(aws, [Question(identity, (metric,))], window):
        for failure in answer.failures.values():
            raise JobRefused(failure.told)
        for points in answer.points:
            return [_series(metric, metric.statistic, _values(points, window), window)]
    raise JobRefused("CloudWatch did not answer; try again.")


def _band(aws: Aws, identity: Identity, metric: Metric, edge: tuple[str, str, float], window: Window) -> list[Asked]:
    statistic, _, width = edge
    edges = band(aws, identity, replace(metric, statistic=statistic), width, window)
    named = zip((LOWER, UPPER), edges, strict=True)
    return [_series(metric, edge_name(statistic, name, width), values, window) for name, values in named]


def _series(metric: Metric, statistic: str, values: Values, window: Window) -> Asked:
    return Asked(metric.name, statistic, window.period, window.start, values)


def _keep(acting: Acting, identity: Identity, series: Sequence[Asked], cost: float, now: int) -> None:
    """The series, and as a run what asking has cost, so that the bill and the day's budget know of it."""
    with acting.store.write() as conn:
        for each in series:
            save_asked(conn, identity, each, now)
        here = (identity.account, identity.region)
        targets = [name for name, at in accounts(conn).items() if (at.account, at.region) == here]
        for target in targets[:1]:
            metrics = METRICS_OF_A_BAND if len(series) > 1 else 1
            save_outcome(
                conn, Outcome(target, JOB, now, 0.0, records=1, metrics_requested=metrics, usd=cost, usd_upper=cost)
            )


def _values(points: Points, window: Window) -> list[float | None]:
    found = {ts: values[0] for ts, values in points.rows}
    return [found.get(ts) for ts in range(window.start, window.end, window.period)]
