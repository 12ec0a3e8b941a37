"""A draft tried on the history: how often it would have fired, what it would have caught, which threshold is quiet."""

from dataclasses import dataclass

from collectors.records import Identity, Kind
from webapp.analysis.alarm_backtest.data_points import DataPoints, Lacking, data_points
from webapp.analysis.alarm_backtest.history import History, Span, history_of
from webapp.analysis.alarm_backtest.incidents import SLACK_S, Compared, Incident, compared, incidents_of
from webapp.analysis.alarm_backtest.recipes import recipe_of
from webapp.analysis.alarm_backtest.replay import Replay, replay
from webapp.analysis.alarm_definitions.checks import problems
from webapp.analysis.alarm_definitions.draft import AlarmDraft
from webapp.analysis.alarm_definitions.purposes import USUAL, Purpose
from webapp.analysis.alarm_definitions.suggestions import QUIET, Suggestion, condition_of, suggestion
from webapp.analysis.settling import settled_before
from webapp.charts.frame import Blind, blind_spots
from webapp.pages.drawing import looks
from webapp.store import Connection, functions, points, verdicts
from webapp.store.asked_series import asked_of

DAY = 86_400
TRIED_S = 15 * DAY
"""CloudWatch keeps points of one minute for 15 days, and so do we."""
COMPOSITE = "A composite alarm fires by the states of other alarms: try each of those."
BAND = "CloudWatch trains the band of an anomaly alarm itself and tells nobody how: only CloudWatch can show it."


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it. `tried` is None where it could not be tried: `lacking` says why."""

    start: int
    end: int
    tried: Replay | None
    points: DataPoints | None
    incidents: Compared
    suggestion: Suggestion
    lacking: Lacking | None = None
    blind: tuple[Blind, ...] = ()

    @property
    def unknown_s(self) -> int:
        """For how much of the time the alarm could not be evaluated, because nobody looked."""
        return sum(span.end - span.start for span in self.tried.unknown) if self.tried else 0


def trial_of(
    conn: Connection, draft: AlarmDraft, purpose: Purpose | None, start: int, end: int, now: int, quiet: int = QUIET
) -> Trial:
    """Try the draft on [start, end), as far as the newest minutes have settled."""
    end = min(end, settled_before(now, _settles(conn, draft.watched)) // 60 * 60)
    start = max(start, now - TRIED_S)
    trouble = incidents_of(verdicts.verdicts_since(conn, start - TRIED_S, now, draft.watched), now)
    found: DataPoints | Lacking = _untried(draft) or _points(conn, draft, start, end, now)
    known = found if isinstance(found, DataPoints) else None
    bad = [Span(each.span.start - SLACK_S, each.span.end + SLACK_S) for each in trouble]
    told = suggestion(draft, purpose or USUAL, known, bad, quiet)
    if known is None or _is_refused(draft):
        nothing = Compared((), ())
        lacking = found if isinstance(found, Lacking) and not _is_refused(draft) else None
        return Trial(start, end, None, known, nothing, told, lacking, _blind(conn, draft.watched, start, end))
    tried = replay(known, condition_of(draft), start, end, draft.zone)
    incidents = compared(tried, _within(trouble, start, end))
    return Trial(start, end, tried, known, incidents, told, None, _blind(conn, draft.watched, start, end))


def _untried(draft: AlarmDraft) -> Lacking | None:
    if draft.rule:
        return Lacking(reason=COMPOSITE)
    return Lacking(reason=BAND) if draft.band is not None else None


def _is_refused(draft: AlarmDraft) -> bool:
    """Whether CloudWatch would not take what decides when it fires."""
    fields = {problem.field for problem in problems(draft)}
    return bool(fields & {"measure", "statistic", "period", "n", "m", "threshold", "comparison", "missing", "zone"})


def _points(conn: Connection, draft: AlarmDraft, start: int, end: int, now: int) -> DataPoints | Lacking:
    return data_points(draft.lines, draft.period, history(conn, draft, start, end, now))


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
