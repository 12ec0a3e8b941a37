"""The book of a redrive under way: what is known of each message, written in one transaction a batch."""

import hashlib
import threading
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from webapp.actions.queue_calls import Received, cause_group
from webapp.actions.senders import Answer, Sender, Taken
from webapp.analysis.redrive_counts import Fate
from webapp.jobs import Working
from webapp.store import ledger
from webapp.store.ledger import Line

TRIES = 8
"""How often a message is sent before it is left where it is."""
KNOWN_TWINS_S = 270
"""SQS recognises a repeated deduplication id for five minutes (SQS developer guide); half a minute is for clocks."""
TAKEN = (Fate.SENT, Fate.DELETED)


@dataclass
class Book:
    """Threads may share it. What is written before sending holds on to the job, too: who has lost it sends no more."""

    working: Working
    redrive_id: int
    fifo: bool
    counts: Counter[str] = field(default_factory=Counter)
    bounced: int = 0
    doubtful: int = 0
    held_groups: set[str] = field(default_factory=set)
    _deleted: list[Line] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self) -> None:
        """Read where an earlier attempt left off."""
        with self.working.store.read() as conn:
            self.counts = Counter(ledger.fates(conn, self.redrive_id))
            self.bounced = sum(ledger.bounced(conn, self.redrive_id).values())
            self.held_groups = ledger.groups_held(conn, self.redrive_id, TRIES) if self.fifo else set()
            self.doubtful = ledger.possibly_twice(conn, self.redrive_id)

    @property
    def sent(self) -> int:
        """How many messages were taken so far."""
        return sum(self.counts[fate] for fate in TAKEN)

    def known(self, messages: Sequence[Received]) -> dict[str, Line]:
        """The lines of those messages that were seen before."""
        with self._lock:
            kept = {line.message_id: line for line in self._deleted}
        with self.working.store.read() as conn:
            return ledger.lines_of(conn, self.redrive_id, [message.id for message in messages]) | kept

    def intend(self, messages: Sequence[Received], known: dict[str, Line], sender: Sender) -> list[Line]:
        """Write down what is about to be sent, before it is."""
        now = self.working.clock.now()
        lines = [self._intended(message, known.get(message.id), sender, now) for message in messages]
        self._write(lines, known.values())
        return lines

    def settle(self, lines: Sequence[Line], answers: Sequence[Answer]) -> list[Line]:
        """Write down what came of it."""
        after = [self._settled(line, answer) for line, answer in zip(lines, answers, strict=True)]
        self._write(after, lines, fresh=False)
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
        self._write(lines, known.values())

    def hold_behind(self, unsent: Sequence[Received]) -> None:
        """Hold back the groups of messages that will not be tried again."""
        lines = self.known(unsent)
        self.held_groups |= {each.letter.group for each in unsent if not self.may_try(lines.get(each.id))}

    def deleted(self, lines: Iterable[Line]) -> None:
        """Note what is gone; it is written with the next batch, as sending is what must not be forgotten."""
        with self._lock:
            for line in lines:
                self._deleted.append(replace(line, fate=Fate.DELETED))
                self.counts[line.fate] -= 1
                self.counts[Fate.DELETED] += 1

    def came_back(self, message_id: str) -> None:
        """Note a message that was seen again in the queue it had left."""
        with self.working.store.write() as conn:
            if ledger.note_bounce(conn, self.redrive_id, message_id, self.working.clock.now()):
                self.bounced += 1

    def flush(self) -> None:
        """Write what has waited for the next batch."""
        self._write((), ())

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
        return Line(
            message_id=message.id,
            fate=Fate.SENDING,
            sent_at=letter.sent_at,
            receives=letter.receives,
            body_sha256=_sha256(letter.body),
            sent_sha256=_sha256(body),
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

    def _write(self, lines: Sequence[Line], before: Collection[Line], fresh: bool = True) -> None:
        with self._lock:
            gone, self._deleted = self._deleted, []
        with self.working.store.write() as conn:
            if fresh:
                self.working.note_in(conn)
            ledger.note_deleted(conn, self.redrive_id, [line.message_id for line in gone])
            (ledger.save_lines if fresh else ledger.settle_lines)(conn, self.redrive_id, lines)
        named = {line.message_id for line in lines}
        with self._lock:
            self.counts.subtract(Counter(line.fate for line in before if line.message_id in named))
            self.counts.update(line.fate for line in lines)
            doubted = {line.message_id for line in before if line.doubtful}
            self.doubtful += sum(line.doubtful and line.message_id not in doubted for line in lines)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
