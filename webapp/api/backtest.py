"""/api/v1/alarms/backtest: how an alarm would have behaved on the stored history."""

from dataclasses import dataclass

from flask import abort, request

from webapp.analysis.alarm_backtest.history import Span
from webapp.api.operations import Operation, Parameter
from webapp.pages import alarm_builder
from webapp.pages.alarm_asked import asked_form
from webapp.pages.alarm_trial import Trial
from webapp.pages.time_range import time_range
from webapp.services import services

FIFTEEN_DAYS = "-15d"


@dataclass(frozen=True, slots=True)
class CaughtIncident:
    """A stretch of trouble, and when the alarm would have told of it; `early_s` is negative where late, null where not
    at all."""

    start: int
    end: int
    state: str
    fired_at: int | None
    early_s: int | None


@dataclass(frozen=True, slots=True)
class SuggestedThreshold:
    """A threshold and why."""

    threshold: float
    reason: str
    from_history: bool


@dataclass(frozen=True, slots=True)
class Backtest:
    """`fired` and `minutes_in_alarm` are null where it could not be tried: `problem` says why.

    `unknown_s` is for how long the alarm could not be evaluated because nobody looked. `approximate`: whole periods
    stand for windows that CloudWatch slides by a minute. `suggestion` is null for composite and anomaly alarms.
    """

    start: int
    end: int
    fired: int | None
    minutes_in_alarm: float | None
    intervals: tuple[Span, ...]
    state: str | None
    incidents: tuple[CaughtIncident, ...]
    false: tuple[Span, ...]
    suggestion: SuggestedThreshold | None
    unknown_s: int
    approximate: bool
    problem: str


def backtest() -> Backtest:
    """Try the alarm of the query."""
    here = services()
    now = here.clock.now()
    shown = time_range({"from": request.args.get("from") or FIFTEEN_DAYS, "to": request.args.get("to", "")}, now)
    with here.store.read() as conn:
        form = asked_form(conn, request.args, here.config.alarms)
        if form.problems:
            abort(400, " ".join(f"{problem.field}: {problem.text}" for problem in form.problems))
        trial = alarm_builder.tried(conn, form, shown.start, shown.end, now)
    return _answer(trial)


def _answer(trial: Trial) -> Backtest:
    tried, found = trial.tried, trial.suggestion
    return Backtest(
        start=trial.start,
        end=trial.end,
        fired=tried.fired if tried else None,
        minutes_in_alarm=tried.minutes_in_alarm if tried else None,
        intervals=tried.intervals if tried else (),
        state=tried.state if tried else None,
        incidents=tuple(
            CaughtIncident(
                each.incident.span.start, each.incident.span.end, each.incident.state.value, each.at, each.early_s
            )
            for each in trial.incidents.incidents
        ),
        false=trial.incidents.false,
        suggestion=SuggestedThreshold(found.threshold, found.reason, found.from_history) if found else None,
        unknown_s=trial.unknown_s,
        approximate=bool(tried and tried.approximate),
        problem=_problem(trial),
    )


def _problem(trial: Trial) -> str:
    if trial.lacking is None:
        return ""
    missing = ", ".join(f"{metric} {statistic}" for metric, statistic in trial.lacking.metrics)
    return trial.lacking.reason or f"Not stored at this period: {missing}. The builder can ask CloudWatch for it."


OPERATIONS = (
    Operation(
        "/alarms/backtest",
        "How an alarm would have behaved on the stored history, by CloudWatch's documented evaluation.",
        backtest,
        Backtest,
        (
            Parameter("account", "Account id.", example="111122223333"),
            Parameter("region", "Region.", example="eu-west-1"),
            Parameter("function", "The function; or `queue`, `alarm` (one that exists), or none for the account.", "f"),
            Parameter("queue", "The queue.", example="orders-dlq"),
            Parameter("alarm", "The name of an alarm that exists.", example="checkout errors"),
            Parameter("metric", "A CloudWatch metric, or error_rate, throttle_rate, duration_of_timeout, …", "Errors"),
            Parameter("statistic", "Sum, Average, Maximum, Minimum, SampleCount, or p0 to p100.", example="Sum"),
            Parameter("band", "Of an anomaly alarm instead of a threshold: standard deviations.", example="2"),
            Parameter("rule", "The rule of a composite alarm; with metric=composite.", example="ALARM(errors)"),
            Parameter("threshold", "In the metric's own unit; percent for rates.", example="5"),
            Parameter("comparison", "GreaterThanThreshold and its kin.", example="GreaterThanThreshold"),
            Parameter("period", "Seconds.", example=60, type="integer"),
            Parameter("evaluation_periods", "N.", example=3, type="integer"),
            Parameter("datapoints_to_alarm", "M.", example=2, type="integer"),
            Parameter("treat_missing_data", "missing, ignore, breaching or notBreaching.", example="notBreaching"),
            Parameter("from", "As in URLs of pages: `-15d`, ISO 8601 or epoch seconds.", example="-15d"),
            Parameter("to", "The same; now if left out.", example="now"),
        ),
    ),
)
