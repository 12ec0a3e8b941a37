"""A redrive from its first message to its account: canary steps, the rest, and what came back."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from collectors.failures import AwsError
from webapp.actions import bounces
from webapp.actions.native_move import NativeMove, Task, begin
from webapp.actions.plans import Acting
from webapp.actions.rate import Rate
from webapp.actions.run import Run
from webapp.actions.sweep import PASSING, Sweep
from webapp.analysis.canary import SLACK_S, Decided, Decision, Step, decide, sizes, wait_of
from webapp.analysis.redrive_counts import bounces_counted
from webapp.analysis.redrive_ways import Way
from webapp.jobs import JobCancelled, Result, Working
from webapp.store import ledger, redrives
from webapp.store.plans import Plan

LOOK_S = 0.5
"""How often progress is shown and a cancel is looked for."""
ASK_S = 3
"""How often AWS is asked what has come of it."""


class Stopped(Exception):
    """The canary has stopped it."""


def perform(acting: Acting, plan: Plan, working: Working) -> Result:
    """Do it, or go on with it. Raises JobCancelled."""
    run = Run.begin(acting, plan, working)
    said = "done"
    with _account_at_the_end(run):
        try:
            _send(run)
            _wait_to_the_end(run)
        except Stopped as stopped:
            said = "stopped"
            run.tell(str(stopped))
    with acting.store.read() as conn:
        digest = ledger.ledger_digest(conn, run.redrive.id)
        row = redrives.redrive_of(conn, run.redrive.id)
    counts = row.outcome if row else None
    return {"outcome": said, "redrive": run.redrive.id, "counts": counts, "ledger_sha256": digest}


def ended(acting: Acting, plan: Plan, said: str, why: str) -> None:
    """Free the queue."""
    with acting.store.write() as conn:
        row = redrives.redrive_of_plan(conn, plan.id)
        if row:
            redrives.save_state(conn, row.id, said, finished_at=acting.clock.now(), error=why)


@contextmanager
def _account_at_the_end(run: Run) -> Iterator[None]:
    """Whatever ends it, what was and what was not moved is told."""
    try:
        yield
    finally:
        found = run.outcome_at_the_end(run.waiting_there())
        with run.acting.store.write() as conn:
            redrives.save_state(conn, run.redrive.id, "running", "counting", outcome=found, story=run.story)


def _send(run: Run) -> None:
    if not run.asked.canary:
        _send_rest(run)
        return
    first = int(run.working.noted.get("step", 0))
    for number, upto in enumerate(sizes(run.asked.canary, run.redrive.total)):
        if number < first:
            continue
        swept = _sweep(run, upto)
        is_last = swept or upto == run.redrive.total
        if is_last:
            return
        decided = _decide(run)
        run.tell(decided.why)
        if decided.decision is Decision.STOP:
            raise Stopped("Nothing more was sent.")
        run.keep("sending", step=number + 1)
        if run.asked.way is Way.MOVE:
            _send_rest(run)
            return


def _send_rest(run: Run) -> None:
    if run.asked.way is Way.MOVE:
        _move(run)
    else:
        _sweep(run, run.redrive.total)


def _sweep(run: Run, upto: int | None) -> bool:
    """Send until `upto` in all; whether the queue holds nothing more to send. What came back is met on the way."""
    run.bounced_by_count = 0
    run.keep("sending", left=None)
    stop = threading.Event()
    rate = Rate(run.asked.rate, stop)
    sweep = Sweep(run.queue, run.sender, run.book, run.asked.wanted, run.asked.hide_s, stop, rate)
    sweep.start(upto)
    try:
        while not sweep.is_over(LOOK_S):
            run.note("sending")
    finally:
        sweep.end()
    run.note("sending")
    return sweep.swept


def _decide(run: Run) -> Decided:
    """Wait until the messages sent so far are worked off, come back, or ought to have come back."""
    waited_s, wait_s = 0, wait_of(run.destination_queue())
    since, left = run.acting.clock.now(), Left.behind(run)
    while True:
        waiting = _look(run, left)
        found = run.note("waiting for the canary", waiting)
        step = Step(found.moved, run.bounced, found.in_flight, waited_s, wait_s, run.trouble())
        decided = decide(step, run.asked.stop_percent)
        if decided.decision is not Decision.WAIT:
            return decided
        _pause(run, "waiting for the canary", waiting)
        waited_s = run.acting.clock.now() - since


@dataclass(frozen=True, slots=True)
class Left:
    """What a step left behind in the queue: whatever is there beyond it has come back, or died only now."""

    depth: int
    matched: int

    @classmethod
    def behind(cls, run: Run) -> "Left":
        """As it is now; what an earlier attempt of the job noted counts instead."""
        kept = run.working.noted.get("left")
        depth, matched = kept if kept else (run.queue.depth().all, run.book.bounced)
        run.keep("waiting", left=[depth, matched])
        return cls(depth, matched)


def _wait_to_the_end(run: Run) -> None:
    if run.asked.way is Way.DISCARD or not run.outcome_now(None).moved:
        return
    run.tell("Everything is sent; waiting for what comes back. Cancelling ends the waiting only.")
    try:
        _wait_for_bounces(run)
    except JobCancelled:
        run.tell("The waiting was ended by hand: what comes back later is not counted.")


def _wait_for_bounces(run: Run) -> None:
    """What comes back does so within the time that failing messages need."""
    wait_s, since = wait_of(run.destination_queue()), run.acting.clock.now()
    left = Left.behind(run)
    while True:
        waiting = _look(run, left)
        found = run.note("waiting for what comes back", waiting)
        waited_s = run.acting.clock.now() - since
        if waited_s >= wait_s or (found.in_flight == 0 and waited_s >= min(wait_s, SLACK_S)):
            return
        _pause(run, "waiting for what comes back", waiting)


def _look(run: Run, left: Left) -> int | None:
    """Note what came back, by its mark or else by count; how many messages wait at the destinations."""
    try:
        depth = run.queue.depth()
        if depth.visible and (depth.all > left.depth or depth.all <= bounces.SEEN_IN_ONE_LOOK):
            bounces.look(run.queue, run.book)
        matched = run.book.bounced - left.matched
        run.bounced_by_count = bounces_counted(depth.all, left.depth, run.outcome_now(None).moved, matched)
    except AwsError as error:
        if error.failure.kind not in PASSING:
            raise
    return run.waiting_there()


def _pause(run: Run, phase: str, waiting: int | None) -> None:
    for _ in range(round(ASK_S / LOOK_S)):
        run.rest.wait(LOOK_S)
        run.note(phase, waiting)


def _move(run: Run) -> None:
    """Let SQS move everything, and watch."""
    move = NativeMove(run.aws, str(run.plan.facts["arn"]))
    begin(move, run.working.noted, lambda **kept: run.keep("moving", **kept), run.asked.destination, run.asked.rate)
    try:
        while (task := _watched(run, move)).active:
            run.note("moving" if task.status == "RUNNING" else "cancelling")
            if trouble := run.trouble():
                raise Stopped(f"{trouble} since it began: the move was cancelled.")
            run.rest.wait(LOOK_S)
            run.note("moving")
            run.rest.wait(LOOK_S)
    except (JobCancelled, Stopped):
        _cancel(run, move)
        raise
    run.tell(f"SQS says {task.status}{': ' + task.reason if task.reason else ''}, {task.moved} moved.")
    run.keep("moving", moved_by_aws=run.moved_by_aws)
    if task.status == "FAILED":
        raise Stopped("SQS could not move the rest.")


def _watched(run: Run, move: NativeMove) -> Task:
    task = move.newest()
    assert task  # noqa: S101 - it was started, and AWS lists the newest ten
    run.moved_by_aws = task.moved
    return task


def _cancel(run: Run, move: NativeMove) -> None:
    """Ask SQS to stop and wait until it has: what it moved meanwhile stays moved."""
    handle = str(run.working.noted.get("move_handle", "")) or getattr(move.running(), "handle", "")
    run.keep("cancelling")
    if (task := move.newest()) and task.status == "RUNNING":
        move.cancel(handle or task.handle)
    while (task := move.newest()) and task.active:
        run.moved_by_aws = task.moved
        run.keep("cancelling", moved_by_aws=task.moved)
        run.rest.wait(LOOK_S)
    if task:
        run.moved_by_aws = task.moved
        run.tell(f"SQS says {task.status}: {task.moved} were moved and stay where they are.")
