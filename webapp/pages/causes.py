"""Failures put together by their cause: what is denied for eleven queues is one trouble."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from collectors.records import Failure

NAMED = 3
Cause = tuple[str, str, str]


def cause(failure: Failure) -> Cause:
    """What failures of one cause have in common."""
    return failure.kind, failure.action, failure.advice


def by_cause(failures: Iterable[Failure]) -> tuple[Failure, ...]:
    """One failure a cause, whose subject names the first NAMED that it concerns."""
    causes: dict[Cause, list[Failure]] = {}
    for failure in failures:
        causes.setdefault(cause(failure), []).append(failure)
    return tuple(replace(same[0], subject=_subjects(same)) for same in causes.values())


def _subjects(same: Sequence[Failure]) -> str:
    wide = next((each.subject for each in same if each.wide), None)
    more = f" and {len(same) - NAMED} more" if len(same) > NAMED else ""
    return wide if wide is not None else ", ".join(each.subject for each in same[:NAMED]) + more
