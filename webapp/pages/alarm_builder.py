"""The builder: the form of an alarm beside how it would have behaved."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from collectors.costs import usd
from collectors.records import Identity, Kind, Topic
from webapp.analysis.alarm_definitions.purposes import purpose_of
from webapp.charts.declared import Chart
from webapp.charts.figure import Figure
from webapp.charts.trial import chart_of, grid_of, trial_figure
from webapp.pages.alarm_form import Form, query_of
from webapp.pages.alarm_trial import TRIED_S, Trial, trial_of
from webapp.pages.chart_places import ChartPlace, table_of
from webapp.pages.drawing import target_of
from webapp.store import Connection, topics


@dataclass(frozen=True, slots=True)
class Offer:
    """A series that could be asked of CloudWatch: what it is, and what asking costs."""

    metric: str
    statistic: str
    period: int
    usd: float


@dataclass(frozen=True, slots=True)
class BuilderPage:
    """Everything that the page shows, without the points; `query` fills the form in the same way again."""

    form: Form
    trial: Trial
    query: str
    place: ChartPlace | None
    offers: tuple[Offer, ...]
    topics: tuple[Topic, ...]
    unit: str

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
        trial=replace(trial, points=None),
        query=urlencode(query_of(form), doseq=True),
        place=_place(form, trial),
        offers=_offers(form, trial),
        topics=tuple(topics.topics(conn, target=target)) if target else (),
        unit=unit_of(form),
    )


def tried(conn: Connection, form: Form, start: int, end: int, now: int) -> Trial:
    """The trial of a form's draft."""
    purpose = purpose_of(form.subject, form.measure) if form.measure else None
    return trial_of(conn, form.draft, purpose, start, end, now)


def figure_of(form: Form, trial: Trial) -> Figure | None:
    """The chart, None where there is nothing to draw."""
    if trial.points is None:
        return None
    grid = grid_of(trial.points, trial.start, trial.end, downwards(form))
    firing = trial.tried.intervals if trial.tried else ()
    incidents = [each.incident.span for each in trial.incidents.incidents]
    return trial_figure(_chart(form), grid, form.draft.threshold, firing, incidents, trial.blind)


def unit_of(form: Form) -> str:
    """The threshold's unit; that of an alarm whose lines we did not make is not known."""
    return form.measure.unit if form.measure else ""


def downwards(form: Form) -> bool:
    """Whether it fires on what is too low."""
    return form.draft.comparison.startswith("Less")


def _place(form: Form, trial: Trial) -> ChartPlace | None:
    if trial.points is None:
        return None
    chart = _chart(form)
    grid = grid_of(trial.points, trial.start, trial.end, downwards(form))
    return ChartPlace(chart.name, chart.title, table_of(chart, grid))


def _chart(form: Form) -> Chart:
    main = form.draft.main
    label = form.measure.label if form.measure else (main.label or main.metric or main.expression if main else "")
    statistic = f" {form.statistic}" if form.statistic and form.measure and len(form.measure.statistics) > 1 else ""
    return chart_of(f"{label}{statistic}", unit_of(form))


def _offers(form: Form, trial: Trial) -> tuple[Offer, ...]:
    """What could be asked for, so that the alarm can be tried; a period of a minute lasts 15 days back, too."""
    if trial.lacking is None or form.subject.identity.kind not in (Kind.FUNCTION, Kind.QUEUE, Kind.ACCOUNT):
        return ()
    period = form.draft.period
    return tuple(Offer(metric, statistic, period, usd({}, 1)) for metric, statistic in trial.lacking.metrics)
