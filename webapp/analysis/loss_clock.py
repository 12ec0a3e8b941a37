"""When dead letters will be deleted, and how many: from the metrics a bound, from a sample of messages the truth of it.

A standard queue's message expires by its first sending plus the retention of the queue where it is; a FIFO queue
starts anew (SQS developer guide, dead-letter queues).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from collectors.durations import DAY, HOUR
from collectors.records import Queue
from webapp.analysis.queue_health import Loss

HORIZONS_S = (HOUR, DAY, 3 * DAY)


@dataclass(frozen=True, slots=True)
class Sample:
    """When each of the messages that were looked at was first sent (epoch seconds), of about `of` in the queue."""

    at: int
    sent: tuple[int, ...]
    of: int


@dataclass(frozen=True, slots=True)
class Expiring:
    """How many of the queue's messages expire within so many seconds, as far as the sample tells."""

    within_s: int
    messages: int


@dataclass(frozen=True, slots=True)
class LossClock:
    """`first_at` is when the first message expires. `optimistic`: it may be sooner, but not before `earliest_at`, where
    the metrics tell that.

    `sampled` of about `of` messages were looked at, at `at`; None where nobody did.
    """

    first_at: int
    optimistic: bool
    expiring: tuple[Expiring, ...] = ()
    sampled: int | None = None
    of: int | None = None
    at: int | None = None
    earliest_at: int | None = None


def loss_clock(queue: Queue, bound: Loss | None, sample: Sample | None, now: int) -> LossClock | None:
    """The clock of a queue; None where nothing waits or nothing is known."""
    if not queue.visible:
        return None
    if sample and sample.sent and not queue.fifo:
        return _from_sample(queue, sample, bound, now)
    if bound is None:
        return None
    return LossClock(bound.latest, optimistic=bound.latest > bound.earliest, earliest_at=bound.earliest)


def _from_sample(queue: Queue, sample: Sample, bound: Loss | None, now: int) -> LossClock:
    ends = sorted(sent + queue.retention_s for sent in sample.sent)
    left = [end for end in ends if end > now] or ends[-1:]
    whole = len(sample.sent) >= sample.of
    first = left[0] if whole or bound is None else min(left[0], bound.latest)
    scale = max(1.0, sample.of / len(ends))
    within = tuple(Expiring(span, round(scale * _before(left, now + span))) for span in HORIZONS_S)
    earliest = first if whole else min(first, bound.earliest) if bound else None
    return LossClock(first, not whole, within, len(sample.sent), sample.of, sample.at, earliest)


def _before(ends: Sequence[int], limit: int) -> int:
    return sum(end <= limit for end in ends)


def lost_before(clock: LossClock | None, until: int) -> bool:
    """Whether messages may expire before a time."""
    return clock is not None and clock.first_at <= until
