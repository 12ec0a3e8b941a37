"""The book of a redrive under way: what is known of each message, written in one transaction a batch.

What is about to be sent is written before it is. What came of it waits in memory for the next batch of any thread, or
for the next look at the progress: a process that dies before forgets it, and takes those messages for perhaps sent.
"""

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from webapp.actions.queue_calls import Received, cause_group
from webapp.actions.senders import Answer, Sender, Taken
from webapp.analysis.redrive_counts import Fate
from webapp.jobs import Working
from webapp.store import Connection, ledger
from webapp.store.ledger import Line

TRIES = 8
"""How often a message is sent before it is left where it is."""
KNOWN_TWINS_S = 270
"""SQS recognises a repeated deduplication id for five minutes (SQS developer guide); half a minute is for clocks."""
GATHERING_S = 0.002
"""Writing waits so long for batches of other threads: forty lines cost little more than ten."""
TAKEN = (Fate.SENT, Fate.DELETED)


@dataclass(eq=False)
class Batch:
    """Messages that one thread is about to send: what was known of each, and the lines of those that will be sent."""

    messages: Sequence[Received]
    known: dict[str, Line] = field(default_factory=dict)
    lines: Sequence[Line] = ()
    written: bool = False


@dataclass
class Book:
    """Threads may share it. Whoever has lost the job cannot write, and so sends no more."""

    working: Working
    redrive_id: int
    fifo: bool
    counts: Counter[str] = field(default_factory=Counter)
    bounced: int = 0
    held_groups: set[str] = field(default_factory=set)
    _twice: int = 0
    _unsettled: set[str] = field(default_factory=set)
    _waiting: dict[str, Line] = field(default_factory=dict)
    _batches: list[Batch] = field(default_factory=list)
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self) -> None:
        """Read where an earlier attempt left off."""
        with self.working.store.read() as conn:
            self.counts = Counter(ledger.fates(conn, self.redrive_id))
            self.bounced = sum(ledger.bounced(conn, self.redrive_id).values())
            self.held_groups = ledger.groups_held(conn, self.redrive_id, TRIES) if self.fifo else set()
            self._unsettled = ledger.unsettled(conn, self.redrive_id)
            self._twice = ledger.possibly_twice(conn, self.redrive_id) - len(self._unsettled)

    @property
    def sent(self) -> int:
        """How many messages were taken so far."""
        return sum(self.counts[fate] for fate in TAKEN)

    @property
    def doubtful(self) -> int:
        """How many messages may have been taken more than once."""
        return self._twice + len(self._unsettled)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The one transaction of a batch: all that waits is written at its end. Raises JobLost."""
        with self.working.store.write() as conn:
            self.working.check_mine(conn)
            yield conn
            with self._lock:
                waiting = dict(self._waiting)
            ledger.save_lines(conn, self.redrive_id, list(waiting.values()))
        with self._lock:
            self._waiting = {name: line for name, line in self._waiting.items() if waiting.get(name) is not line}

    def flush(self) -> None:
        """Write what has waited for the next batch."""
        if self._waiting:
            with self.writing():
                pass

    def known(self, conn: Connection, messages: Sequence[Received]) -> dict[str, Line]:
        """The lines of those messages that were seen before."""
        with self._lock:
            waiting = {each.id: line for each in messages if (line := self._waiting.get(each.id))}
        return ledger.lines_of(conn, self.redrive_id, [message.id for message in messages]) | waiting

    def intend(self, messages: Sequence[Received], sender: Sender) -> Batch:
        """Write down what is about to be sent, before it is; the batches of threads that wait here go together."""
        batch = Batch(messages)
        with self._lock:
            self._batches.append(batch)
        with self._turn:
            if not batch.written:
                self._write_batches(sender)
        return batch

    def _write_batches(self, sender: Sender) -> None:
        if not self.fifo:
            time.sleep(GATHERING_S)
        with self._lock:
            batches = list(self._batches)
        now = self.working.clock.now()
        with self.writing() as conn:
            known = self.known(conn, [message for batch in batches for message in batch.messages])
            for batch in batches:
                batch.known = {each.id: known[each.id] for each in batch.messages if each.id in known}
                fresh = [each for each in batch.messages if self.may_try(known.get(each.id))]
                batch.lines = [self._intended(each, known.get(each.id), sender, now) for each in fresh]
                self._note(batch.lines, known)
        with self._lock:
            self._batches = [batch for batch in self._batches if batch not in batches]
        for batch in batches:
            batch.written = True

    def settle(self, lines: Sequence[Line], answers: Sequence[Answer]) -> list[Line]:
        """Note what came of it."""
        after = [self._settled(line, answer) for line, answer in zip(lines, answers, strict=True)]
        self._note(after, {line.message_id: line for line in lines})
        return after

    def hold(self, messages: Sequence[Received], sender: Sender, known: dict[str, Line], fate: Fate) -> None:
        """Write down messages of a FIFO group that are not sent because one before them was not."""
        if not messages:
            return
        self.held_groups |= {message.letter.group for message in messages}
        now = self.working.clock.now()
        lines = []
        for message in messages:
            before = known.get(message.id)
            line = before or self._intended(message, None, sender, now)
            lines.append(replace(line, fate=fate, tries=before.tries if before else 0))
        with self.writing():
            self._note(lines, known)

    def hold_behind(self, lines: Iterable[Line]) -> None:
        """Hold back the groups of messages that will not be tried again."""
        self.held_groups |= {line.message_group for line in lines if not self.may_try(line)}

    def deleted(self, lines: Sequence[Line]) -> None:
        """Note what is gone from where it was."""
        self._note([replace(line, fate=Fate.DELETED) for line in lines], {line.message_id: line for line in lines})

    def came_back(self, message_id: str) -> None:
        """Note a message that was seen again in the queue it had left."""
        with self.working.store.write() as conn:
            if ledger.note_bounce(conn, self.redrive_id, message_id, self.working.clock.now()):
                self.bounced += 1

    def may_try(self, line: Line | None) -> bool:
        """Whether a message is to be sent (again)."""
        return line is None or (line.fate in (Fate.SENDING, Fate.FAILED) and line.tries < TRIES)

    def is_too_late(self, line: Line | None) -> bool:
        """Whether a FIFO message may have been taken so long ago that a repeated one would no longer be recognised."""
        if line is None or line.fate is not Fate.SENDING or not self.fifo:
            return False
        return self.working.clock.now() - line.first_try_at >= KNOWN_TWINS_S

    def _intended(self, message: Received, before: Line | None, sender: Sender, now: int) -> Line:
        body, letter = sender.body(message), message.letter
        uncertain = before is not None and (before.doubtful or before.fate is Fate.SENDING)
        found = _sha256(letter.body)
        return Line(
            message_id=message.id,
            fate=Fate.SENDING,
            sent_at=letter.sent_at,
            receives=letter.receives,
            body_sha256=found,
            sent_sha256=found if body is letter.body else _sha256(body),
            cause=cause_group(message),
            message_group=letter.group,
            destination=sender.destination(message),
            tries=(before.tries if before else 0) + 1,
            first_try_at=before.first_try_at if before and before.first_try_at else now,
            doubtful=uncertain and not self.fifo,
        )

    def _settled(self, line: Line, answer: Answer) -> Line:
        if answer.taken is Taken.YES:
            return replace(line, fate=Fate.SENT, new_id=answer.new_id, error="")
        if answer.taken is Taken.PERHAPS:
            return replace(line, error=answer.error)
        tries = TRIES if answer.taken is Taken.NEVER else line.tries
        return replace(line, fate=Fate.FAILED, tries=tries, error=answer.error)

    def _note(self, lines: Sequence[Line], before: Mapping[str, Line]) -> None:
        with self._lock:
            for line in lines:
                self._waiting[line.message_id] = line
                self._count(line, before.get(line.message_id))

    def _count(self, line: Line, was: Line | None) -> None:
        if was:
            self.counts[was.fate] -= 1
        self.counts[line.fate] += 1
        self._twice += line.doubtful and not (was and was.doubtful)
        (self._unsettled.add if line.fate is Fate.UNSURE else self._unsettled.discard)(line.message_id)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
