"""A look into a queue without harm: a few messages are received, shown, and given back at once.

A look is a receive: it raises the receive count of what it sees, and hides it for a moment.
"""

import time
from contextlib import suppress

from collectors.failures import AwsError
from collectors.records import Identity
from webapp.actions.bounces import give_back
from webapp.actions.plans import Acting
from webapp.actions.queue_calls import BATCH, Depth, QueueCalls, Received
from webapp.analysis.dead_letters import causes
from webapp.analysis.loss_clock import Sample
from webapp.person import Person
from webapp.store import journal
from webapp.store.peeks import Peek, save_peek
from webapp.store.queues import queue_of

MOST = 100
HIDDEN_S = 15
"""Longer than a look takes: nothing is received twice, and nothing stays hidden where we die."""
PATIENCE_S = 7.0
"""A look is answered within the request."""


class PeekRefused(Exception):
    """Looking might do harm; the text says why."""


def peek(acting: Acting, person: Person, identity: Identity, most: int, despite_policy: bool = False) -> Peek:
    """Look at up to `most` messages and keep what was seen for an hour. Raises PeekRefused, AwsError and NoWay."""
    calls = _calls(acting, identity, despite_policy)
    begun = _begin(acting, person, identity, most)
    depth = calls.depth()
    seen = _received(calls, min(most, MOST))
    now = acting.clock.now()
    letters = tuple(message.letter for message in seen)
    sample = Sample(now, tuple(letter.sent_at for letter in letters), max(depth.visible, len(letters)))
    found = Peek(now, sample, causes(letters), letters)
    with acting.store.write() as conn:
        save_peek(conn, identity, found)
        journal.end(conn, begun, "done", {"messages": len(letters)}, now)
    return found


def depth_now(acting: Acting, identity: Identity) -> Depth:
    """How many messages a queue holds at this moment. Raises AwsError and NoWay."""
    return _calls(acting, identity, despite_policy=True).depth()


def _calls(acting: Acting, identity: Identity, despite_policy: bool) -> QueueCalls:
    with acting.store.read() as conn:
        known = queue_of(conn, identity)
        aws = acting.door.aws(conn, identity)
    if known is None:
        raise PeekRefused("The queue was never read.")
    if known.dlq_arn and not despite_policy:
        raise PeekRefused(
            f"Each look counts as a receive, and after {known.max_receive_count} receives this queue moves a message to"
            " its own dead-letter queue."
        )
    return QueueCalls(aws, known.url)


def _begin(acting: Acting, person: Person, identity: Identity, most: int) -> int:
    with acting.store.write() as conn:
        return journal.begin(conn, person, "peek", identity, {"most": most}, acting.clock.now())


def _received(calls: QueueCalls, most: int) -> list[Received]:
    """Long polling asks all of SQS's servers; two calls in a row without anything new end the look."""
    seen: dict[str, Received] = {}
    until, empty = time.monotonic() + PATIENCE_S, 0
    try:
        while len(seen) < most and empty < 2 and time.monotonic() < until:
            batch = calls.receive(min(BATCH, most - len(seen)), HIDDEN_S)
            fresh = {message.id: message for message in batch if message.id not in seen}
            empty = 0 if fresh else empty + 1
            seen |= fresh
    finally:
        with suppress(AwsError):  # they show again by themselves in HIDDEN_S
            give_back(calls, list(seen.values()))
    return list(seen.values())
