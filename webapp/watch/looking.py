"""How well each part of a target could be read of late, from its runs and its coverage."""

from collections.abc import Iterable, Mapping

from collectors.durations import HOUR, MINUTE
from collectors.log_shape import BUCKET_S
from collectors.records import Failure, FailureKind, Identity, Outcome, Queue
from webapp.analysis.case import Look, Part
from webapp.analysis.queue_health import look_at
from webapp.analysis.queue_roles import Tie
from webapp.config import Intervals
from webapp.store import Connection
from webapp.store.coverage import covered, missed
from webapp.store.runs import last_outcomes, outcomes

SINCE_S = 26 * HOUR
"""How far back a stretch that was read without a gap matters."""

QUEUE_READS = ("sqs:GetQueueAttributes", "sqs:GetQueueUrl")
"""Without these nothing is known of a queue; what else may be denied hides no depth."""

PARTS: tuple[tuple[Part, str], ...] = (
    ("configuration", "functions"),
    ("queues", "queues"),
    ("alarms", "alarms"),
    ("mappings", "mappings"),
)


def looks(conn: Connection, target: str, intervals: Intervals, now: int) -> tuple[Look, ...]:
    """The looks at everything but metrics; a part whose collector never ran is left out: nobody looks at it."""
    newest = last_outcomes(conn)
    runs = ((part, name, newest.get((target, name))) for part, name in PARTS)
    return tuple(_look(conn, part, _every(intervals, name), outcome, now) for part, name, outcome in runs if outcome)


def _look(conn: Connection, part: Part, every_s: int, newest: Outcome, now: int) -> Look:
    """A run that brought something has read the part, even if one thing in it is denied: that is said elsewhere."""
    if newest.ok or newest.records:
        return Look(part, newest.started_at, every_s)
    earlier = (run for run in outcomes(conn, now - SINCE_S, now, newest.target) if run.collector == newest.collector)
    read = next((run.started_at for run in earlier if run.ok or run.records), None)
    return Look(part, read, every_s, newest.failures[0])


def metrics_look(conn: Connection, target: str, every_s: int, now: int, subject: str = "") -> Look:
    """The look at the metrics of the whole target, or of one function."""
    outcome = last_outcomes(conn).get((target, "metrics"))
    pieces = covered(conn, target, "metrics", MINUTE, now - SINCE_S, now, subject)
    good = [piece for piece in pieces if piece.result == "ok"]
    newest = good[-1] if good else None
    failed = bool(pieces) and pieces[-1].result != "ok"
    failure = _failure(outcome) if failed or not pieces else None
    if newest is None:
        return Look("metrics", None, every_s, failure)
    return Look("metrics", newest.asked_at, every_s, failure, newest.start)


def queue_looks(
    conn: Connection, target: str, every_s: int, queues: Iterable[Queue], roles: Mapping[str, Tie]
) -> dict[Identity, Look]:
    """The look at each queue: when it was read, and why it could not be lately."""
    failed = _queue_failures(conn, target)
    return {
        queue.identity: look_at(queue, roles[queue.arn].role, every_s, _about(failed, queue.identity.name))
        for queue in queues
    }


def looks_at_unread(conn: Connection, target: str, every_s: int, arns: Iterable[str]) -> dict[str, Look]:
    """The look at each queue that could never be read; one that does not exist was not overlooked."""
    failed = [failure for failure in _queue_failures(conn, target) if failure.kind is not FailureKind.GONE]
    found = ((arn, _about(failed, arn.rpartition(":")[2])) for arn in arns)
    return {arn: Look("queues", None, every_s, failure) for arn, failure in found if failure}


def _queue_failures(conn: Connection, target: str) -> list[Failure]:
    outcome = last_outcomes(conn).get((target, "queues"))
    return [failure for failure in (outcome.failures if outcome else ()) if failure.action in QUEUE_READS]


def _about(failures: Iterable[Failure], name: str) -> Failure | None:
    return next((failure for failure in failures if failure.concerns(name)), None)


def logs_until(conn: Connection, target: str, now: int) -> int | None:
    """How far the logs of the target were read for errors, None where they were not of late."""
    pieces = covered(conn, target, "log_errors", BUCKET_S, now - HOUR, now)
    return max((piece.end for piece in pieces if piece.result == "ok"), default=None)


def failed_functions(conn: Connection, target: str, now: int) -> Mapping[str, object]:
    """The names of functions whose metrics could not be read of late though the target's could."""
    return missed(conn, target, "metrics", MINUTE, now - HOUR, now)


def _failure(outcome: Outcome | None) -> Failure | None:
    return outcome.failures[0] if outcome and outcome.failures else None


def _every(intervals: Intervals, name: str) -> int:
    return int(getattr(intervals, f"{name}_s"))
