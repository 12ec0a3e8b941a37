"""Asks CloudWatch once for a series that the stored minutes cannot tell, so that an alarm on it can be tried."""

from collectors.costs import usd
from collectors.metric_data import asked
from collectors.records import Identity, Kind, Metric, Points, Window
from collectors.windows import DAY, Question, aligned
from webapp.actions.plans import Acting
from webapp.analysis.alarm_backtest.history import Asked
from webapp.jobs import JobRefused, Result, Working
from webapp.store.asked_series import save_asked

DAYS = 15


def read_history(acting: Acting, working: Working) -> Result:
    """Read the last 15 days at the period asked for and keep them."""
    told, now = working.job.payload, acting.clock.now()
    parts = {name: str(told[name]) for name in ("partition", "account", "region", "name")}
    identity = Identity(kind=Kind(str(told["kind"])), **parts)
    metric = Metric("value", str(told["metric"]), str(told["statistic"]), "", None)
    window = aligned(now - DAYS * DAY, now, int(told["period"]))
    with acting.store.read() as conn:
        aws = acting.door.aws(conn, identity)
    for answer in asked(aws, [Question(identity, (metric,))], window):
        for failure in answer.failures.values():
            raise JobRefused(failure.advice or failure.message)
        for points in answer.points:
            series = Asked(metric.name, metric.statistic, window.period, window.start, _values(points, window))
            with acting.store.write() as conn:
                save_asked(conn, identity, series, now)
            return {"points": len(points.rows), "usd": usd({}, 1)}
    raise JobRefused("CloudWatch did not answer; try again.")


def _values(points: Points, window: Window) -> list[float | None]:
    found = {ts: values[0] for ts, values in points.rows}
    return [found.get(ts) for ts in range(window.start, window.end, window.period)]
