"""A canary: a few messages first, then more and more, and stop where too many come back. Pure decisions."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from collectors.records import Queue
from webapp.analysis.wording import count, percent, span

GROWS_BY = 4
RETRIES_S = 180
"""Lambda tries an asynchronous event again after one and two minutes (Lambda developer guide)."""
SLACK_S = 30
LONGEST_WAIT_S = 1_800


class Decision(StrEnum):
    """What to do after a step."""

    WAIT = "wait"
    GROW = "grow"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Step:
    """What has come of the messages sent so far. `in_flight` is None where that cannot be told.

    `waited_s` is how long ago the last was sent, `wait_s` how long a message that fails needs to come back.
    `trouble` is what the consumer has met since the start, empty where nothing.
    """

    sent: int
    bounced: int
    in_flight: int | None
    waited_s: int
    wait_s: int
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision and the sentence that says why."""

    decision: Decision
    why: str


def sizes(first: int, total: int | None) -> Iterator[int]:
    """How many messages to have sent by the end of each step: 10, 50, 210, …; the last one is everything."""
    sent, step = 0, max(1, first)
    while total is None or sent < total:
        sent += step
        step *= GROWS_BY
        yield sent if total is None else min(sent, total)


def decide(step: Step, stop_percent: float) -> Decided:
    """Whether to go on. Stops as soon as the share that came back is too high: waiting would not bring it down."""
    share = 100 * step.bounced / step.sent if step.sent else 0.0
    said = (
        f"{step.bounced} of {count(step.sent, 'message')} came back ({percent(share)}, limit {percent(stop_percent)})"
    )
    if step.sent and share > stop_percent:
        return Decided(Decision.STOP, f"{said}: stopped.")
    if step.trouble:
        return Decided(Decision.STOP, f"{step.trouble} since it began: stopped.")
    if step.in_flight == 0 and step.waited_s >= min(SLACK_S, step.wait_s):
        return Decided(Decision.GROW, f"{said}, and all are worked off: goes on.")
    if step.waited_s >= step.wait_s:
        return Decided(Decision.GROW, f"{said} within the {span(step.wait_s)} that a failing one needs: goes on.")
    return Decided(Decision.WAIT, f"{said} so far; a failing one needs {span(step.wait_s)} to come back.")


def wait_of(destination: Queue | None) -> int:
    """Seconds until a message that always fails is back: each of its receives hides it for the visibility timeout."""
    if destination is None:
        return RETRIES_S + SLACK_S
    tries = destination.max_receive_count or 1
    return min(LONGEST_WAIT_S, tries * max(1, destination.visibility_timeout_s) + SLACK_S)
