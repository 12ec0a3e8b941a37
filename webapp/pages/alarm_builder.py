"""The builder: the form of an alarm beside how it would have behaved."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from collectors.costs import usd
from collectors.records import Alarm, Identity, Kind, Topic
from webapp.analysis.alarm_backtest.bands import UPPER, edge_of
from webapp.analysis.alarm_backtest.data_points import DataPoints
from webapp.analysis.alarm_definitions.draft import AlarmDraft
from webapp.analysis.alarm_definitions.purposes import purpose_of
from webapp.analysis.alarm_writing.owners import Owner, owner_of
from webapp.charts.declared import Chart
from webapp.charts.figure import Figure
from webapp.charts.grid import Grid
from webapp.charts.trial import chart_of, grid_of, trial_figure, with_edges
from webapp.pages.alarm_asked import offered
from webapp.pages.alarm_form import Form, query_of
from webapp.pages.alarm_trial import TRIED_S, Trial, trial_of
from webapp.pages.chart_places import ChartPlace, table_of
from webapp.pages.drawing import target_of
from webapp.store import Connection, asked_series, topics
from webapp.store.alarm_tags import tags_of_alarm
from webapp.store.jobs import Job, JobState

METRICS_OF_A_BAND = 3
"""CloudWatch counts a band as two metrics beside its own (its price page, anomaly detection)."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A series that could be asked of CloudWatch: what it is, and what asking costs. `band`: the edges of a band.

    `name` is what the series is kept under, `asking` the job that asks, or asked of late.
    """

    metric: str
    statistic: str
    period: int
    usd: float
    name: str
    band: bool = False
    asking: Job | None = None

    @property
    def under_way(self) -> bool:
        """Whether CloudWatch is being asked."""
        return self.asking is not None and self.asking.state in (JobState.WAITING, JobState.RUNNING)

    @property
    def problem(self) -> str:
        """Why asking failed, empty where it did not."""
        failed = self.asking is not None and self.asking.state is JobState.FAILED
        return str(self.asking.result.get("error", "")) if self.asking and failed else ""


@dataclass(frozen=True, slots=True)
class BuilderPage:
    """Everything that the page shows, without the points; `query` fills the form in the same way again.

    `others` are the alarms that a composite one may be made of; `owner` the template that the alarm comes from.
    """

    form: Form
    trial: Trial
    query: str
    place: ChartPlace | None
    offers: tuple[Offer, ...]
    topics: tuple[Topic, ...]
    unit: str
    others: tuple[Alarm, ...] = ()
    owner: Owner | None = None

    @property
    def identity(self) -> Identity:
        """What the alarm looks at."""
        return self.form.subject.identity


def load(conn: Connection, form: Form, now: int) -> BuilderPage:
    """Try what the form says on the last 15 days."""
    trial = tried(conn, form, now - TRIED_S, now, now)
    place = form.subject.identity
    target = target_of(conn, place)
    return BuilderPage(
        form=form,
        trial=replace(trial, points=None, edges=()),
        query=urlencode(query_of(form), doseq=True),
        place=_place(form, trial),
        offers=_offers(conn, form, trial, now),
        topics=tuple(topics.topics(conn, target=target)) if target else (),
        unit=unit_of(form),
        others=offered(conn, form),
        owner=_owner(conn, form),
    )


def tried(conn: Connection, form: Form, start: int, end: int, now: int) -> Trial:
    """The trial of a form's draft."""
    purpose = purpose_of(form.subject, form.meant) if form.meant else None
    return trial_of(conn, form.draft, purpose, start, end, now)


def figure_of(form: Form, trial: Trial) -> Figure | None:
    """The chart, None where there is nothing to draw."""
    if trial.points is None:
        return None
    grid = _grid(form, trial, trial.points)
    firing = trial.tried.intervals if trial.tried else ()
    incidents = [each.incident.span for each in trial.incidents.incidents]
    return trial_figure(_chart(form), grid, form.draft.threshold, firing, incidents, trial.blind)


def unit_of(form: Form) -> str:
    """The threshold's unit; that of an alarm whose lines we did not make is not known."""
    return form.meant.unit if form.meant else ""


def downwards(form: Form) -> bool:
    """Whether it fires on what is too low."""
    return form.draft.comparison.startswith("Less")


def _place(form: Form, trial: Trial) -> ChartPlace | None:
    if trial.points is None:
        return None
    chart = _chart(form)
    return ChartPlace(chart.name, chart.title, table_of(chart, _grid(form, trial, trial.points)))


def _grid(form: Form, trial: Trial, points: DataPoints) -> Grid:
    grid = grid_of(points, trial.start, trial.end, downwards(form))
    return with_edges(grid, points, trial.edges, trial.start, trial.end) if trial.edges else grid


def _chart(form: Form) -> Chart:
    main = form.draft.main
    label = form.measure.label if form.measure else (main.label or main.metric or main.expression if main else "")
    statistic = f" {form.statistic}" if form.statistic and form.measure and len(form.measure.statistics) > 1 else ""
    return chart_of(f"{label}{statistic}", unit_of(form), form.draft.band is not None)


def _offers(conn: Connection, form: Form, trial: Trial, now: int) -> tuple[Offer, ...]:
    """What could be asked for, so that the alarm can be tried; a period of a minute lasts 15 days back, too."""
    if trial.lacking is None or form.subject.identity.kind not in (Kind.FUNCTION, Kind.QUEUE, Kind.ACCOUNT):
        return ()
    wanted = [(metric, name) for metric, name in trial.lacking.metrics if not _is_upper(name)]
    return tuple(_offer(conn, form.draft, metric, name, now) for metric, name in wanted)


def _offer(conn: Connection, draft: AlarmDraft, metric: str, name: str, now: int) -> Offer:
    """Both edges of a band come at once, under the name of the lower one."""
    asking = asked_series.asking(conn, draft.watched, metric, name, draft.period, now)
    band = edge_of(name)
    price = usd({}, METRICS_OF_A_BAND if band else 1)
    return Offer(metric, band[0] if band else name, draft.period, price, name, band is not None, asking)


def _is_upper(name: str) -> bool:
    edge = edge_of(name)
    return edge is not None and edge[1] == UPPER


def _owner(conn: Connection, form: Form) -> Owner | None:
    if not form.existing:
        return None
    alarm = replace(form.subject.identity, kind=Kind.ALARM, name=form.existing)
    return owner_of(form.existing, tags_of_alarm(conn, alarm))
