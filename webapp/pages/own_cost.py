"""What looking costs: today, this month and its forecast, by target and collector, and what the budget slows down."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from collectors.costs import GIGABYTE
from collectors.durations import DAY
from webapp.analysis.months import midnight, month_end, month_start
from webapp.config import Config
from webapp.store import Connection, runs
from webapp.store.runs import Sums
from webapp.watch.budget import NEVER
from webapp.watch.spending import kept_pace

ENOUGH_S = 900
"""A forecast from less than a quarter of an hour would be a guess."""


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One collector on one target since the month began. `usd_upper` bills each statistic as a metric.

    `calls` are attempts of any kind, `gb_scanned` the gigabytes (10^9) of logs that Insights read.
    """

    target: str
    collector: str
    runs: int
    calls: int
    metrics_requested: int
    gb_scanned: float
    usd: float
    usd_upper: float


@dataclass(frozen=True, slots=True)
class OwnDay:
    """All of a day's runs."""

    day: int
    runs: int
    calls: int
    metrics_requested: int
    gb_scanned: float
    usd: float
    usd_upper: float


@dataclass(frozen=True, slots=True)
class Bound:
    """The dollars by one reading of the five-statistics rule; the forecast is None before there is enough to go by."""

    usd_today: float
    usd_month: float
    usd_month_forecast: float | None


@dataclass(frozen=True, slots=True)
class Slowed:
    """A task that the budget slows down: `stretch` times its interval, None where it rests until midnight (UTC)."""

    task: str
    stretch: float | None


@dataclass(frozen=True, slots=True)
class OwnCost:
    """Dollars of the calendar month in UTC. `lower` bills up to five statistics of a metric as one, as AWS's price page
    says, `upper` each of them; `usd_today` and the like are by the `bound` that is held against the budget.
    """

    usd_today: float
    usd_month: float
    usd_month_forecast: float | None
    lower: Bound
    upper: Bound
    usd_a_day_budget: float
    bound: str
    drop_first: tuple[str, ...]
    slowed: tuple[Slowed, ...]
    days: tuple[OwnDay, ...]
    lines: tuple[OwnLine, ...]


def load(conn: Connection, config: Config, now: int) -> OwnCost:
    """What the runs of the month cost; the rest of the month goes on at the pace of the last day."""
    month = runs.sums_a_day(conn, month_start(now), now + 1)
    whole = _added(month.values())
    today = _added(sums for (day, _, _), sums in month.items() if day == midnight(now))
    expected = _forecast(conn, whole, now)
    lower = Bound(round(today.usd, 6), round(whole.usd, 6), expected and expected[0])
    upper = Bound(round(today.usd_upper, 6), round(whole.usd_upper, 6), expected and expected[1])
    held = upper if config.budget.bound == "upper" else lower
    return OwnCost(
        usd_today=held.usd_today,
        usd_month=held.usd_month,
        usd_month_forecast=held.usd_month_forecast,
        lower=lower,
        upper=upper,
        usd_a_day_budget=config.budget.usd_a_day,
        bound=config.budget.bound,
        drop_first=config.budget.drop_first,
        slowed=slowed(conn, now),
        days=_days(month),
        lines=_lines(month),
    )


def slowed(conn: Connection, now: int) -> tuple[Slowed, ...]:
    """What the newest pace slows down; one of another day says nothing any more."""
    kept = kept_pace(conn)
    if kept is None or midnight(kept.at) != midnight(now):
        return ()
    found = sorted(kept.pace.stretches.items(), key=lambda each: (-each[1], each[0]))
    return tuple(Slowed(task, None if stretch == NEVER else round(stretch, 1)) for task, stretch in found)


def _forecast(conn: Connection, whole: Sums, now: int) -> tuple[float, float] | None:
    pace_s = min(DAY, now - (runs.first_started_at(conn) or now))
    if pace_s < ENOUGH_S:
        return None
    left = (month_end(now) - now) / pace_s
    recent = [runs.spent_usd(conn, now - pace_s, now + 1, upper=upper) for upper in (False, True)]
    return round(whole.usd + left * recent[0], 6), round(whole.usd_upper + left * recent[1], 6)


def each_day(conn: Connection, now: int) -> list[tuple[int, OwnLine]]:
    """Each collector on each target on each day of the month, oldest first."""
    month = runs.sums_a_day(conn, month_start(now), now + 1)
    return [(day, _line((target, collector), sums)) for (day, target, collector), sums in sorted(month.items())]


def _days(month: Mapping[tuple[int, str, str], Sums]) -> tuple[OwnDay, ...]:
    by_day: dict[int, list[Sums]] = {}
    for (day, _, _), sums in month.items():
        by_day.setdefault(day, []).append(sums)
    return tuple(OwnDay(day, *_figures(_added(sums))) for day, sums in sorted(by_day.items()))


def _lines(month: Mapping[tuple[int, str, str], Sums]) -> tuple[OwnLine, ...]:
    by_what: dict[tuple[str, str], list[Sums]] = {}
    for (_, target, collector), sums in month.items():
        by_what.setdefault((target, collector), []).append(sums)
    lines = [_line(what, _added(sums)) for what, sums in by_what.items()]
    return tuple(sorted(lines, key=lambda line: (-line.usd, line.target, line.collector)))


def _line(what: tuple[str, str], sums: Sums) -> OwnLine:
    target, collector = what
    return OwnLine(target, collector, *_figures(sums))


def _figures(sums: Sums) -> tuple[int, int, int, float, float, float]:
    scanned = round(sums.bytes_scanned / GIGABYTE, 6)
    return sums.runs, sums.calls_made, sums.metrics_requested, scanned, round(sums.usd, 6), round(sums.usd_upper, 6)


def _added(sums: Iterable[Sums]) -> Sums:
    found = list(sums)
    return Sums(*(sum(getattr(each, name) for each in found) for name in Sums.__slots__))
