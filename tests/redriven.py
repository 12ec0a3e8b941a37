"""A queue that was redriven again and again, for the pages of redrives: one runs, others ended as redrives end."""

import json
from dataclasses import replace

from collectors.records import Identity, Kind
from tests.factories import an_identity
from tests.personas import OPERATOR
from webapp.actions.asked import Asked
from webapp.analysis.dead_letters import DeadLetter, causes
from webapp.analysis.loss_clock import Sample
from webapp.analysis.redrive_counts import Fate, Outcome
from webapp.analysis.redrive_ways import Way
from webapp.store import Store, ledger, redrives
from webapp.store.ledger import Line
from webapp.store.peeks import Peek, save_peek
from webapp.store.plans import Plan, save_plan
from webapp.store.redrives import Told

DEAD = an_identity("orders-dlq.fifo", Kind.QUEUE)
ENDED = {
    "done": Outcome(240, 0, "matched", 0, 240, possibly_twice=3),
    "stopped": Outcome(10, 4, "matched", 0, 6),
    "cancelled": Outcome(58, 2, "counted", None, None),
    "failed": Outcome(12, 0, "matched", 0, 12, failed=3, held=2),
}


def redriven(store: Store, now: int, text: str = "", queue: Identity = DEAD) -> None:
    """`text` is woven into all that messages and AWS may have said."""
    for number, (state, outcome) in enumerate(ENDED.items()):
        key = _begun(store, queue, now - 7_200 + 600 * number, f"plan{number}")
        error = f"sqs:SendMessage: AccessDenied {text}" if state == "failed" else ""
        with store.write() as conn:
            ledger.save_lines(conn, key, list(_lines(now, text)))
            ledger.note_bounce(conn, key, "m2", now)
            story = (Told(now - 6_000, f"4 of 10 messages came back (40 %, limit 10 %): stopped. {text}".strip()),)
            redrives.save_state(conn, key, state, outcome=outcome, story=story, error=error, finished_at=now - 5_000)
    running = _begun(store, queue, now - 60, "plan-now")
    with store.write() as conn:
        found = Outcome(118, 1, "matched", 9, 108)
        redrives.save_state(conn, running, "running", "waiting for the canary", outcome=found)
        letters = tuple(_letter(at, now, text) for at in range(4))
        save_peek(conn, queue, Peek(now - 120, Sample(now - 120, (now - 9_000,) * 4, 112), causes(letters), letters))


def _begun(store: Store, queue: Identity, at: int, name: str) -> int:
    asked = Asked(Way.SELECTIVE, canary=10).plain()
    steps = ("Send 10 messages first, and stop if more than 10 % come back.", "Watch what comes back, and tell.")
    plan = Plan(name, "redrive", OPERATOR, queue, asked, {}, steps, (), at, at + 900, shown={"messages": 240})
    with store.write() as conn:
        save_plan(conn, plan)
        key = redrives.begin_redrive(conn, plan, 0, None, at)
    assert key
    return key


def _lines(now: int, text: str) -> tuple[Line, ...]:
    line = Line(
        "m1", Fate.DELETED, now - 9_000, 4, "a", "a", cause=f"KeyError: 'vat' {text}".strip(), new_id="n1", tries=1
    )
    return (
        line,
        replace(line, message_id="m2", new_id="n2"),
        replace(line, message_id="m3", new_id="n3", doubtful=True, tries=2, cause=""),
        replace(
            line, message_id="m4", fate=Fate.FAILED, error=f"InvalidMessageContents: {text or 'too long'}", tries=8
        ),
    )


def _letter(at: int, now: int, text: str) -> DeadLetter:
    found = f"AddressMissing: order {at} has no address {text}" if at else ""
    return DeadLetter(
        f"m{at}", json.dumps({"order": {"id": at}, "note": "tea"}), now - 9_000, 4, found_cause=found, group="g"
    )
