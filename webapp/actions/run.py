"""One redrive while it runs: what it holds in its hands, what it tells, and how it looks at what has come of it."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from collectors.arns import identity_of
from collectors.aws import Aws
from collectors.failures import AwsError
from collectors.records import Queue
from webapp.actions.asked import Asked
from webapp.actions.book import Book
from webapp.actions.plans import Acting
from webapp.actions.queue_calls import QueueCalls
from webapp.actions.senders import Nowhere, Sender, ToFunction, ToQueues
from webapp.analysis.redrive_counts import Outcome, outcome
from webapp.analysis.redrive_ways import Way
from webapp.analysis.verdict import State
from webapp.jobs import JobRefused, Working
from webapp.store import ledger, redrives
from webapp.store.plans import Plan
from webapp.store.queues import queue_of
from webapp.store.redrives import Redrive, Told
from webapp.store.verdicts import verdict_of


@dataclass
class Run:
    """What the steps of a redrive share."""

    acting: Acting
    plan: Plan
    working: Working
    redrive: Redrive
    asked: Asked
    queue: QueueCalls
    aws: Aws
    sender: Sender
    book: Book
    story: list[Told]
    moved_by_aws: int = 0
    bounced_by_count: int = 0
    rest: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def begin(cls, acting: Acting, plan: Plan, working: Working) -> "Run":
        """Begin, or go on where a crash left off."""
        asked = Asked.of(plan.asked)
        with acting.store.read() as conn:
            redrive = redrives.redrive_of_plan(conn, plan.id)
            aws, once = (acting.door.aws(conn, plan.identity, attempts) for attempts in (4, 1))
            known = queue_of(conn, plan.identity)
        if redrive is None or known is None:
            raise JobRefused("The queue or the redrive is no longer known here.")
        book = Book(working, redrive.id, known.fifo)
        book.open()
        sender = sender_of(asked, plan, redrive.id, once)
        moved = int(working.noted.get("moved_by_aws", 0))
        story = list(redrive.story)
        queue = QueueCalls(aws, known.url, asked.causes)
        return cls(acting, plan, working, redrive, asked, queue, aws, sender, book, story, moved)

    def tell(self, text: str) -> None:
        """Add to the story."""
        self.story.append(Told(self.acting.clock.now(), text))

    def note(self, phase: str, waiting: int | None = None, **progress: Any) -> Outcome:
        """Show how far it is. Raises JobCancelled and JobLost."""
        self.book.flush()
        found = self.outcome_now(waiting)
        with self.acting.store.write() as conn:
            self.working.note_in(conn, phase=phase, moved_by_aws=self.moved_by_aws, **progress)
            redrives.save_state(conn, self.redrive.id, "running", phase, outcome=found, story=self.story)
        self.working.check_cancel()
        return found

    def keep(self, phase: str, **progress: Any) -> None:
        """Note what must survive a crash, whether or not somebody has cancelled."""
        with self.acting.store.write() as conn:
            self.working.note_in(conn, **progress)
            redrives.save_state(conn, self.redrive.id, "running", phase, story=self.story)

    def outcome_now(self, waiting: int | None) -> Outcome:
        """The counts so far, without asking the store for every message."""
        counts = {str(fate): number for fate, number in self.book.counts.items()}
        found = outcome(counts, self.bounced, self.book.doubtful, waiting, self.moved_by_aws, self.bounced_by_count)
        return found if self.asked.way is not Way.DISCARD else replace(found, in_flight=0, processed=0)

    def outcome_at_the_end(self, waiting: int | None) -> Outcome:
        """The counts as the ledger has them."""
        with self.acting.store.read() as conn:
            fates = ledger.fates(conn, self.redrive.id)
            twice = ledger.possibly_twice(conn, self.redrive.id)
        return outcome(fates, self.bounced, twice, waiting, self.moved_by_aws, self.bounced_by_count)

    @property
    def bounced(self) -> int:
        """How many came back, as far as is known."""
        return self.book.bounced + self.bounced_by_count

    def waiting_there(self) -> int | None:
        """How many messages the destinations hold, None where that cannot be told."""
        if not isinstance(self.sender, ToQueues):
            return None
        try:
            return sum(self.sender.queue(arn).depth().all for arn in self.destinations)
        except AwsError:
            return None

    @property
    def destinations(self) -> Sequence[str]:
        """The queues that the messages go to."""
        return [self.asked.destination] if self.asked.destination else list(self.plan.facts.get("sources") or ())

    def destination_queue(self) -> Queue | None:
        """The destination that takes longest to give a failing message back, as last read."""
        with self.acting.store.read() as conn:
            those = [queue_of(conn, found) for arn in self.destinations if (found := identity_of(arn))]
        known = [queue for queue in those if queue]
        return max(known, key=lambda queue: queue.visibility_timeout_s * (queue.max_receive_count or 1), default=None)

    def trouble(self) -> str:
        """What consumers have met since the plan was made, empty where nothing new."""
        with self.acting.store.read() as conn:
            for arn, before in (self.plan.shown.get("consumers") or {}).items():
                found = identity_of(arn)
                verdict = verdict_of(conn, found) if found else None
                if verdict and verdict.state is State.BAD and before != State.BAD:
                    why = verdict.reasons[0].text if verdict.reasons else "its state is BAD"
                    return f"{verdict.identity.name} is in trouble ({why})"
        return ""


def sender_of(asked: Asked, plan: Plan, redrive_id: int, once: Aws) -> Sender:
    """Who sends; `once` must send nothing twice by itself."""
    if asked.way is Way.DISCARD:
        return Nowhere()
    if asked.way is Way.REPLAY:
        return ToFunction(once, asked.function, asked.qualifier, asked.edits)
    sources = list(plan.facts.get("sources") or ())
    fallback = sources[0] if len(sources) == 1 else ""
    return ToQueues(once, str(redrive_id), plan.id, asked.destination, fallback, asked.edits)
