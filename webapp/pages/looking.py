"""Whether the looking itself is healthy: does anybody look, what could not be read, how far back, at what cost."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from collectors.durations import DAY, HOUR
from collectors.records import Failure, FailureKind, Outcome, together
from webapp.config import Config
from webapp.store import Connection, coverage, runs
from webapp.store.lease import Holder, holders, lease_of

FEW = 3
"""Up to so many functions or queues that cannot be read are named instead of warned about."""
QUIET_S = 240
"""Queues and alarms are looked at each minute: minutes without a run of anything mean that nobody looks."""
JUST_NOW_S = 60
"""Between two collectors nobody holds a lease for a moment, which is no reason for alarm."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that could not be read, for how many targets, and in `advice` what to do about it."""

    kind: str
    action: str
    message: str
    advice: str
    targets: tuple[str, ...]
    subjects: tuple[str, ...] = ()
    """The single things that it concerns; empty where it concerns whole targets."""


@dataclass(frozen=True, slots=True)
class Looking:
    """The health of the looking. `history_s` of `history_wanted_s` is how far back the worst target's minutes reach.

    `last_run_at` is cut to the minute and money to a tenth of a cent, so that a page stays the same between two looks.
    """

    last_run_at: int | None
    alive: bool
    problems: tuple[Problem, ...]
    metrics_read_at: int | None
    history_s: int
    history_wanted_s: int
    usd_today: float
    usd_a_day_budget: float

    @property
    def narrow(self) -> tuple[str, ...]:
        """The few things that all problems concern: they say so themselves, nobody need be alarmed about the rest."""
        return few_concerned(self.problems)

    @property
    def history_complete(self) -> bool:
        """Whether the first fill is done, but for the newest hour, which is always being read."""
        return self.history_s >= self.history_wanted_s - HOUR


def load(conn: Connection, config: Config, now: int) -> Looking:
    """What the runs and the coverage tell."""
    configured = {target.name for target in config.targets}
    last = {key: run for key, run in runs.last_outcomes(conn).items() if key[0] in configured}
    read = [at for (_, collector), at in runs.last_ok(conn).items() if collector == "metrics"]
    wanted = config.backfill_days * DAY
    return Looking(
        last_run_at=last_run_at(last.values()),
        alive=is_alive(last.values(), holders_of(conn, configured), now),
        problems=problems(list(last.values())),
        metrics_read_at=max(read, default=None),
        history_s=min(wanted, _history_s(conn, config, history_start(config, now), now)),
        history_wanted_s=wanted,
        usd_today=round(runs.spent_usd(conn, now - now % DAY, now + 1), 3),
        usd_a_day_budget=config.budget.usd_a_day,
    )


def last_run_at(last: Iterable[Outcome]) -> int | None:
    """The minute in which the newest of these runs ended."""
    return max((int(run.started_at + run.seconds) // 60 * 60 for run in last), default=None)


def is_alive(last: Iterable[Outcome], holders: Collection[Holder], now: int) -> bool:
    """Whether anybody looks: something ran lately, and somebody still renews the lease on one of the targets, which
    whoever was killed, is stopped or cannot write does not."""
    quiet_s = min((now - run.started_at - run.seconds for run in last), default=QUIET_S + 1.0)
    held = not holders or any(holder.holds(now) for holder in holders)
    return quiet_s <= (QUIET_S if held else JUST_NOW_S)


def holders_of(conn: Connection, targets: Iterable[str]) -> list[Holder]:
    """Who holds, or held last, the lease on each of these targets."""
    found = holders(conn)
    return [found[name] for name in map(lease_of, targets) if name in found]


def few_concerned(problems: Sequence[Problem]) -> tuple[str, ...]:
    """The names of what the problems concern where it is FEW; none where one concerns whole targets."""
    named = {subject for problem in problems for subject in problem.subjects}
    everywhere = any(not problem.subjects for problem in problems)
    return () if everywhere or len(named) > FEW else tuple(sorted(named))


def history_start(config: Config, now: int) -> int:
    """Where the history begins that is wanted: a whole hour."""
    return (now - config.backfill_days * DAY) // HOUR * HOUR


def problems(last: list[Outcome]) -> tuple[Problem, ...]:
    """The failures of the last runs, one entry a cause: first what concerns whole targets, and most of them."""
    causes: dict[tuple[str, ...], list[tuple[str, Failure]]] = {}
    for run in last:
        for failure in run.failures:
            why = failure.advice if failure.kind is FailureKind.CREDENTIALS else ""
            causes.setdefault((failure.kind, failure.action, why), []).append((run.target, failure))
    found = [_problem(seen) for seen in causes.values()]
    return tuple(sorted(found, key=lambda each: (bool(each.subjects), -len(each.targets), each.action)))


def _problem(seen: list[tuple[str, Failure]]) -> Problem:
    failure = together([each for _, each in seen])
    targets = tuple(sorted({target for target, _ in seen}))
    named = () if failure.wide else failure.subjects
    return Problem(failure.kind, failure.action, failure.message, failure.brief, targets, named)


def _history_s(conn: Connection, config: Config, start: int, end: int) -> int:
    read = coverage.read_seconds(conn, "metrics", 60, start, end)
    return min((read.get(target.name, 0) for target in config.targets), default=0)
