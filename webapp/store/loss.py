"""When a queue's messages will be lost, from all that is stored: its attributes, its metrics, the newest peek."""

from itertools import pairwise

from collectors.durations import DAY, HOUR
from collectors.records import Identity, Queue
from webapp.analysis.loss_clock import LossClock, loss_clock
from webapp.analysis.queue_health import Loss, loss
from webapp.store import Connection
from webapp.store.peeks import peek_of
from webapp.store.points import series

PEEK_HOLDS_S = DAY
"""A sample says nothing any more of what came in since: after a day it is left out."""


def clock_of(conn: Connection, queue: Queue, source_retention_s: int, now: int) -> LossClock | None:
    """The loss clock of a queue; None where nothing waits or nothing is known."""
    if not queue.visible:
        return None
    rows = sorted(series(conn, queue.identity, now - HOUR - 300, now, columns=("oldest_age_s",)).rows)
    ages = [(at, row[0]) for at, row in rows if row[0] is not None]
    bound = loss(queue, ages[-1][1] + queue.read_at - ages[-1][0], source_retention_s) if ages else None
    return clock_within(conn, queue, bound, now)


def clock_within(conn: Connection, queue: Queue, bound: Loss | None, now: int) -> LossClock | None:
    """The same, where it is known what the metrics say."""
    if not queue.visible:
        return None
    peek = peek_of(conn, queue.identity, now)
    sample = peek.sample if peek and peek.at > now - PEEK_HOLDS_S else None
    return loss_clock(queue, bound, sample, now)


def newest_arrival(conn: Connection, queue: Identity, now: int) -> int | None:
    """The last minute of the past day in which the queue grew, None where it did not or nothing is known."""
    rows = sorted(series(conn, queue, now - DAY, now, columns=("visible",)).rows)
    depths = [(at, row[0]) for at, row in rows if row[0] is not None]
    pairs = pairwise(depths)
    return max((at for (_, before), (at, after) in pairs if after > before), default=None)
