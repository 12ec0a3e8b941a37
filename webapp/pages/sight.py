"""How well one kind of thing could be read of all targets, for the pages that list it."""

from collections.abc import Mapping
from dataclasses import dataclass

from collectors.records import Outcome
from webapp.config import Config
from webapp.pages.looking import Problem, few_concerned, holders_of, is_alive, last_run_at, problems
from webapp.store import Connection, runs


@dataclass(frozen=True, slots=True)
class Part:
    """`needs` are the collectors without which the things are not known, `adds` those that tell more of them."""

    needs: tuple[str, ...]
    adds: tuple[str, ...] = ()


QUEUES = Part(("functions", "mappings", "queues"), ("queue_metrics", "queue_history"))
ALARMS = Part(("alarms",))
EVENTS = Part(("functions", "alarms", "queues"), ("changes", "metrics", "history", "queue_history", "log_errors"))


@dataclass(frozen=True, slots=True)
class Sight:
    """`problems` of the last runs. Of the targets in `unread` the last run of something needed brought nothing; in
    those of `awaited` it has not run yet. `last_run_at` is cut to the minute.
    """

    last_run_at: int | None
    alive: bool
    problems: tuple[Problem, ...]
    unread: tuple[str, ...]
    awaited: tuple[str, ...]

    @property
    def narrow(self) -> tuple[str, ...]:
        """The few things that all problems concern; none where something else is in the way, too."""
        return few_concerned(self.problems)

    @property
    def whole(self) -> bool:
        """Whether what is listed is all that there is."""
        return self.alive and not self.unread and not self.awaited


def sight_of(conn: Connection, config: Config, part: Part, now: int) -> Sight:
    """How well `part` is seen."""
    names = [target.name for target in config.targets]
    last = {key: run for key, run in runs.last_outcomes(conn).items() if key[0] in names}
    concerned = [
        run
        for (_, collector), run in last.items()
        if collector in part.adds or collector == part.needs[-1] or (collector in part.needs and _brought_nothing(run))
    ]
    return Sight(
        last_run_at=last_run_at(last.values()),
        alive=is_alive(last.values(), holders_of(conn, names), now),
        problems=problems(concerned),
        unread=tuple(name for name in names if any(map(_brought_nothing, _runs(last, name, part)))),
        awaited=tuple(name for name in names if len(_runs(last, name, part)) < len(part.needs)),
    )


def _runs(last: Mapping[tuple[str, str], Outcome], target: str, part: Part) -> list[Outcome]:
    return [last[target, name] for name in part.needs if (target, name) in last]


def _brought_nothing(run: Outcome) -> bool:
    return bool(run.failures) and not run.records


def never_read(conn: Connection, config: Config, collector: str) -> tuple[str, ...]:
    """The targets of which `collector` never read anything, as far as its newest run tells."""
    last, whole = runs.last_outcomes(conn), runs.last_ok(conn)
    keys = {target.name: (target.name, collector) for target in config.targets}
    return tuple(n for n, key in keys.items() if key not in whole and (key not in last or _brought_nothing(last[key])))
