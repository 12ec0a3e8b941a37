"""How well we see one thing: how old its data is, what could not be read, what is missing from the history."""

from dataclasses import dataclass

from collectors.records import Failure, Identity, Kind
from webapp.charts.frame import Blind, Frame
from webapp.http.not_here import NotHere
from webapp.pages.drawing import Drawing, target_of
from webapp.store import Connection, runs

AROUND = ("alarms", "mappings", "queues")
"""The collectors of what is around a function."""
NEXT_READING_S = 600
"""Two readings of the metrics at their usual pace."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A collector's last run met this; `failure.action` is the IAM action."""

    collector: str
    at: int
    failure: Failure


@dataclass(frozen=True, slots=True)
class Seen:
    """`data_until` is how far the metrics reach, None where there are none in the range.

    `changes_read_at` is when CloudTrail was last read for who changed what, None where it never was. `never_read` are
    the collectors of the target that never read everything: what they would bring may be there all the same.
    """

    target: str
    data_until: int | None
    changes_read_at: int | None
    unread: tuple[Unread, ...]
    blind: tuple[Blind, ...]
    never_read: tuple[str, ...]


def seen_of(conn: Connection, identity: Identity, drawing: Drawing) -> Seen:
    """What the last runs on the thing's target could not read, as far as it may concern this thing."""
    target = target_of(conn, identity)
    unread = [
        Unread(collector, outcome.started_at, failure)
        for (name, collector), outcome in sorted(runs.last_outcomes(conn).items())
        if name == target
        for failure in outcome.failures
        if failure.concerns(identity.name)
    ]
    whole = runs.last_ok(conn)
    never = tuple(name for name in AROUND if (target, name) not in whole)
    blind = _missing(drawing.frame)
    return Seen(target, drawing.read_until, whole.get((target, "changes")), tuple(unread), blind, never)


def _missing(frame: Frame) -> tuple[Blind, ...]:
    """What is not known, but for the newest minutes, which the next reading brings."""
    newest = max(frame.start, frame.end - NEXT_READING_S)
    return tuple(spot for spot in frame.blind if spot.why or spot.start < newest)


def never_seen(conn: Connection, thing: Identity) -> NotHere:
    """The error for a function, queue or alarm that nothing is known of: it may be there and could not be read."""
    noun, place = thing.kind.value, f"account {thing.account}, {thing.region}"
    target = target_of(conn, thing)
    if not target:
        return NotHere(
            f"As far as is known, no target of config.yaml looks at {place}. Which account a target is, AWS has to tell"
            " first: the Collection page says whether it could be asked."
        )
    said = f"No {noun} of this name was seen in {place}, which is looked at (target {target})."
    last = runs.last_outcomes(conn).get((target, f"{noun}s"))
    unread = [failure for failure in (last.failures if last else ()) if _may_hide(failure, thing)]
    if unread:
        return NotHere(f"{said} It may be there: {unread[0].action} {unread[0].kind}. {unread[0].advice}")
    return NotHere(
        f"{said} It may be misspelt, newer than the last reading, or left out by the patterns in config.yaml."
    )


def _may_hide(failure: Failure, thing: Identity) -> bool:
    """A queue that could not be read hides its dead-letter queue, too, whose name it tells."""
    return thing.kind is Kind.QUEUE or failure.concerns(thing.name)
