"""A draft tried on the history: how often it would have fired, what it would have caught, which threshold is quiet."""

from dataclasses import dataclass, replace

from collectors.durations import DAY
from collectors.records import Identity, Kind
from webapp.analysis.alarm_backtest.bands import LOWER, UPPER, banded, showing
from webapp.analysis.alarm_backtest.condition import Condition
from webapp.analysis.alarm_backtest.data_points import DataPoints, Lacking, data_points
from webapp.analysis.alarm_backtest.history import History, Span, history_of
from webapp.analysis.alarm_backtest.incidents import SLACK_S, Compared, Incident, compared, incidents_of
from webapp.analysis.alarm_backtest.lines import Line
from webapp.analysis.alarm_backtest.recipes import recipe_of
from webapp.analysis.alarm_backtest.replay import Replay, replay
from webapp.analysis.alarm_definitions.checks import problems
from webapp.analysis.alarm_definitions.draft import AlarmDraft
from webapp.analysis.alarm_definitions.purposes import USUAL, Purpose
from webapp.analysis.alarm_definitions.suggestions import QUIET, Suggestion, condition_of, suggestion
from webapp.analysis.settling import settled_before
from webapp.charts.frame import Blind, blind_spots
from webapp.pages.composite_trial import KEPT_S, composite_states
from webapp.pages.drawing import looks
from webapp.store import Connection, functions, points, verdicts
from webapp.store.asked_series import asked_of

TRIED_S = 15 * DAY
"""CloudWatch keeps points of one minute for 15 days, and so do we."""
NO_MODEL = (
    "CloudWatch has no trained model of this metric at this statistic, and so no band to try: it begins to train one "
    "when the alarm exists. Ask again some hours after."
)


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it. `tried` is None where it could not be tried: `lacking` says why.

    `points` are the metric's own; of an anomaly alarm `edges` are the lower and the upper edge of its band.
    """

    start: int
    end: int
    tried: Replay | None
    points: DataPoints | None
    incidents: Compared
    suggestion: Suggestion | None
    lacking: Lacking | None = None
    blind: tuple[Blind, ...] = ()
    edges: tuple[DataPoints, ...] = ()

    @property
    def unknown_s(self) -> int:
        """For how much of the time the alarm could not be evaluated, because nobody looked."""
        return sum(span.end - span.start for span in self.tried.unknown) if self.tried else 0


def trial_of(
    conn: Connection, draft: AlarmDraft, purpose: Purpose | None, start: int, end: int, now: int, quiet: int = QUIET
) -> Trial:
    """Try the draft on [start, end), as far as the newest minutes have settled."""
    end = min(end, settled_before(now, _settles(conn, draft.watched)) // 60 * 60)
    start = max(start, now - (KEPT_S if draft.rule else TRIED_S))
    trouble = incidents_of(verdicts.verdicts_since(conn, start - TRIED_S, now, draft.watched), now)
    if draft.rule:
        return _composite(conn, draft, start, end, trouble)
    lines = _lines(draft)
    known = history(conn, draft, start, end, now)
    found = data_points(lines, draft.period, known)
    bad = [Span(each.span.start - SLACK_S, each.span.end + SLACK_S) for each in trouble]
    points = found if isinstance(found, DataPoints) else None
    told = None if draft.band is not None else suggestion(draft, purpose or USUAL, points, bad, quiet)
    blind = _blind(conn, draft.watched, start, end)
    if points is None or _is_refused(draft):
        lacking = found if isinstance(found, Lacking) and not _is_refused(draft) else None
        return Trial(start, end, None, points, Compared((), ()), told, lacking, blind)
    if draft.band is not None and not any(value is not None for value in points.values):
        return Trial(start, end, None, None, Compared((), ()), None, Lacking(reason=NO_MODEL), blind)
    tried = replay(points, _condition(draft), start, end, draft.zone)
    incidents = compared(tried, _within(trouble, start, end))
    metric, *edges = _shown(draft, lines, known, points)
    return Trial(start, end, tried, metric, incidents, told, None, blind, tuple(edges))


def _composite(conn: Connection, draft: AlarmDraft, start: int, end: int, trouble: tuple[Incident, ...]) -> Trial:
    found = composite_states(conn, draft, start, end)
    if isinstance(found, Lacking):
        return Trial(start, end, None, None, Compared((), ()), None, found)
    return Trial(start, end, found, None, compared(found, _within(trouble, start, end)), None)


def _lines(draft: AlarmDraft) -> tuple[Line, ...]:
    if draft.band is None or len(draft.lines) != 1:
        return draft.lines
    return banded(draft.lines[0], draft.comparison, draft.band)


def _condition(draft: AlarmDraft) -> Condition:
    """An anomaly alarm breaches where its metric is outside of the band by more than nothing."""
    plain = condition_of(draft)
    return plain if draft.band is None else replace(plain, comparison="GreaterThanThreshold", threshold=0.0)


def _shown(draft: AlarmDraft, lines: tuple[Line, ...], known: History, points: DataPoints) -> list[DataPoints]:
    """The metric, and the edges of the band around it where there is one."""
    if draft.band is None:
        return [points]
    names = (draft.lines[0].id, f"band_{LOWER}", f"band_{UPPER}")
    found = (data_points(showing(lines, name), draft.period, known) for name in names)
    return [each for each in found if isinstance(each, DataPoints)]


def _is_refused(draft: AlarmDraft) -> bool:
    """Whether CloudWatch would not take what decides when it fires."""
    fields = {problem.field for problem in problems(draft)}
    return bool(
        fields & {"measure", "statistic", "period", "n", "m", "threshold", "comparison", "band", "missing", "zone"}
    )


def history(conn: Connection, draft: AlarmDraft, start: int, end: int, now: int) -> History:
    """The minutes that the draft is tried on, with as much before them as its evaluation range reaches back."""
    lead = condition_of(draft).reach * draft.period
    first = max(start - lead, now - TRIED_S) // 60 * 60
    columns = _columns(draft)
    read = points.series(conn, draft.watched, first, end, columns=columns) if columns else None
    spots = _blind(conn, draft.watched, first, end)
    unknown = tuple(Span(spot.start, spot.end) for spot in spots)
    asked = tuple(each for each in asked_of(conn, draft.watched) if each.period == draft.period)
    if read is None:
        return History(draft.watched.kind, first, (end - first) // 60, {}, unknown, asked)
    return history_of(read, first, end, unknown, asked)


def _columns(draft: AlarmDraft) -> tuple[str, ...]:
    kind = draft.watched.kind
    found = (recipe_of(kind, line.namespace, line.metric, line.statistic, draft.period) for line in draft.metrics)
    columns = [name for recipe in found if recipe for name in (recipe.column, recipe.per) if name]
    if draft.low_samples and kind is Kind.FUNCTION:
        columns.append("invocations")
    return tuple(dict.fromkeys(columns))


def _blind(conn: Connection, identity: Identity, start: int, end: int) -> tuple[Blind, ...]:
    return blind_spots(looks(conn, identity, start, end, 60), start, end)


def _settles(conn: Connection, identity: Identity) -> int:
    function = functions.function_of(conn, identity) if identity.kind is Kind.FUNCTION else None
    return function.timeout_s if function else 0


def _within(trouble: tuple[Incident, ...], start: int, end: int) -> list[Incident]:
    return [each for each in trouble if each.span.end > start and each.span.start < end]
