"""What is due: a pure function of the last runs and the time."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """Something that is done on a target every `every_s` seconds, once each of `after` has been done."""

    name: str
    every_s: int
    after: tuple[str, ...] = ()


AGAIN_S = 900
"""What failed is tried again after this long, however seldom it is done."""


def due(
    tasks: Iterable[Task],
    last: Mapping[str, int],
    done: Collection[str],
    stretch: Mapping[str, float],
    now: int,
    failed: Collection[str] = (),
) -> list[Task]:
    """The tasks to begin now, the longest overdue first.

    `last` is when each was begun last, `done` names those that have been done at all. `stretch` multiplies the
    interval of those that a budget slows down; the last run of `failed` could not read everything. A last run
    in the future means that the clock was set back: then it is due, else it would rest until the old time comes.
    """
    ready = [task for task in tasks if all(name in done for name in task.after)]
    every = {task: min(task.every_s, AGAIN_S) if task.name in failed else task.every_s for task in ready}
    waiting = {task: _overdue(every[task] * stretch.get(task.name, 1.0), last.get(task.name), now) for task in ready}
    return sorted((task for task in ready if waiting[task] >= 0), key=lambda task: -waiting[task])


def _overdue(every_s: float, last: int | None, now: int) -> float:
    if last is None or last > now:
        return float("inf")
    return now - last - every_s
