"""A sweep through a dead-letter queue: receive, write down, send, write down, delete what was taken; nothing else.

A message is deleted only after its destination took it, and is written down before it is sent: whatever moment the
process dies at, every message is in one of the two queues, and those that may be in both are known.
"""

import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import random

from collectors.failures import AwsError
from collectors.records import FailureKind
from webapp.actions.book import TAKEN, Book
from webapp.actions.emptiness import Emptiness
from webapp.actions.queue_calls import BATCH, QueueCalls, Received
from webapp.actions.rate import Rate
from webapp.actions.rounds import rounds
from webapp.actions.senders import Answer, Sender, Taken
from webapp.analysis.dead_letters import Wanted
from webapp.analysis.redrive_counts import Fate
from webapp.store.ledger import Line

THREADS = 8
A_THREAD_SENDS = 50
"""Messages a second that a thread manages also where AWS takes its time."""
LOOK_AGAIN_S = 0.05
"""Between two looks while other threads have the last messages in their hands."""
PATIENCE = 60
"""Calls in a row that AWS may throttle or not answer before the sweep gives up: several minutes."""
LONGEST_PAUSE_S = 5.0
PASSING = (FailureKind.THROTTLED, FailureKind.UNREACHABLE)


@dataclass
class Sweep:
    """One queue, swept by threads; a FIFO queue by one, so that order is kept.

    `hold_s` is how long a message is hidden from others while it is in our hands; after a crash it shows again then.
    """

    queue: QueueCalls
    sender: Sender
    book: Book
    wanted: Wanted
    hold_s: int
    stop: threading.Event
    rate: Rate
    error: Exception | None = None
    _left: int | None = None
    _troubles: int = 0
    _threads: list[threading.Thread] = field(default_factory=list)
    _in_hand: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """A FIFO queue is swept by one thread, so that order is kept. Where a rate is set, no more is held in hand than
        can be sent before its time is over.
        """
        per_second = self.rate.per_second
        enough = 1 + int(per_second // A_THREAD_SENDS) if per_second else THREADS
        self._number = 1 if self.book.fifo else min(THREADS, enough)
        in_time = per_second * self.hold_s / 4 / self._number if per_second else BATCH
        self._batch = max(1, min(BATCH, int(in_time)))
        self._emptiness = Emptiness(self.hold_s, self._number)

    def start(self, upto: int | None) -> None:
        """Begin to send until `upto` messages were taken in all (None: everything that is wanted)."""
        self._left = None if upto is None else max(0, upto - self.book.sent)
        self._emptiness.news_at = self.book.working.clock.now()
        with suppress(AwsError):  # not counted, it is swept until it has been empty for long enough
            self._emptiness.counted = self.queue.depth().visible
        self._threads = [threading.Thread(target=self._work, name=f"sweep-{at}") for at in range(self._number)]
        for thread in self._threads:
            thread.start()

    def is_over(self, wait_s: float) -> bool:
        """Whether all threads have ended; waits so long for it. Raises what went wrong in one."""
        until = time.monotonic() + wait_s
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        over = not any(thread.is_alive() for thread in self._threads)
        if over and self.error:
            raise self.error
        return over

    def end(self) -> None:
        """Let every thread finish the batch in its hands, and write down what is left to write."""
        self.stop.set()
        for thread in self._threads:
            thread.join()
        self.book.flush()

    @property
    def swept(self) -> bool:
        """Whether it ended because nothing was left to send, and not because it had sent enough."""
        return self._left is None or self._left > 0

    def _work(self) -> None:
        try:
            while not self.stop.is_set() and (room := self._reserve()):
                taken = 0
                try:
                    taken, is_over = self._step(room)
                finally:
                    self._give_back(room - taken)
                if is_over:
                    return
        except Exception as error:
            self.error = self.error or error
            self.stop.set()
        finally:
            self._emptiness.note_idle(True)

    def _step(self, room: int) -> tuple[int, bool]:
        """One batch: how many were taken, and whether there is nothing left."""
        try:
            batch = self.queue.receive(room, self.hold_s, self._emptiness.patience_s)
            self._emptiness.note_idle(not batch)
            taken = self._process(batch)
            self._troubles = 0
        except AwsError as error:
            self._bear(error)
            return 0, False
        return taken, not batch and self._is_over()

    def _process(self, batch: Sequence[Received]) -> int:
        mine = self._take_in_hand(batch)
        try:
            wanted = [message for message in mine if self._is_wanted(message)]
            return len(self._send_fifo(wanted) if self.book.fifo else self._send(wanted))
        finally:
            with self._lock:
                self._in_hand -= {message.id for message in mine}

    def _send(self, messages: Sequence[Received]) -> set[str]:
        """Send a batch, and delete here what was taken there; the ids of what was taken."""
        if not messages:
            return set()
        self.rate.wait(len(messages))
        if self.stop.is_set():
            self._put_back(messages)
            return set()
        batch = self.book.intend(messages, self.sender)
        again = self._taken_before(messages, batch.known)
        by_id = {message.id: message for message in messages}
        after = self._settled([by_id[line.message_id] for line in batch.lines], batch.lines)
        taken = [line for line in after if line.fate is Fate.SENT]
        self._put_back([by_id[line.message_id] for line in after if self.book.may_try(line)])
        self._emptiness.meet(
            sum(line.fate is not Fate.SENT and not self.book.may_try(line) for line in after), left_behind=True
        )
        self.book.hold_behind(line for line in after if line.fate is not Fate.SENT and self.book.fifo)
        self._delete([by_id[line.message_id] for line in (*taken, *again)], [*taken, *again])
        return {line.message_id for line in taken}

    def _settled(self, messages: Sequence[Received], lines: Sequence[Line]) -> list[Line]:
        if not messages:
            return []
        try:
            return self.book.settle(lines, self.sender.send(messages))
        except AwsError as error:
            self.book.settle(lines, [Answer(Taken.NO, error=str(error))] * len(lines))
            raise

    def _send_fifo(self, messages: Sequence[Received]) -> set[str]:
        """Send one message of each group at a time: one that is not taken holds back the rest of its group."""
        with self.book.working.store.read() as conn:
            known = self.book.known(conn, messages)
        by_id = {message.id: message for message in messages}
        again = self._taken_before(messages, known)
        self._delete([by_id[line.message_id] for line in again], again)
        fresh = [message for message in messages if self.book.may_try(known.get(message.id))]
        taken: set[str] = set()
        stuck: set[str] = set()
        for turn in rounds(fresh):
            free = self._not_held(turn, known)
            self._put_back([message for message in free if message.letter.group in stuck])
            free = [message for message in free if message.letter.group not in stuck]
            sent = self._send(free)
            taken |= sent
            stuck |= {message.letter.group for message in free if message.id not in sent}
        return taken

    def _not_held(self, turn: Sequence[Received], known: dict[str, Line]) -> list[Received]:
        """Without those that come too late to be sent again, and those behind a message that was not sent."""
        late = [message for message in turn if self.book.is_too_late(known.get(message.id))]
        self.book.hold(late, self.sender, known, Fate.UNSURE)
        behind = [each for each in turn if each not in late and each.letter.group in self.book.held_groups]
        self.book.hold(behind, self.sender, known, Fate.HELD)
        self._emptiness.meet(len(late) + len(behind), left_behind=True)
        return [each for each in turn if each not in late and each not in behind]

    def _is_wanted(self, message: Received) -> bool:
        """Everything else stays hidden for a while and then shows again. Ages are those when it was confirmed."""
        came_from = message.letter.redriven_from
        if came_from and came_from[0] == self.book.redrive_id:
            self.book.came_back(came_from[1])
        elif self.wanted.holds(message.letter, self.book.working.job.created_at):
            return True
        self._emptiness.meet(1, left_behind=True)
        return False

    def _taken_before(self, messages: Sequence[Received], known: dict[str, Line]) -> list[Line]:
        """The lines of messages that only have to go; what must not be tried any more stays where it is."""
        again = [line for each in messages if (line := known.get(each.id)) and line.fate in TAKEN]
        fresh = sum(self.book.may_try(known.get(each.id)) for each in messages)
        self._emptiness.meet(len(messages) - fresh - len(again), left_behind=True)
        if fresh:
            self._emptiness.news_at = self.book.working.clock.now()
        return again

    def _delete(self, messages: Sequence[Received], lines: Sequence[Line]) -> None:
        """A deletion that fails leaves a message that was taken: it is deleted when it shows again."""
        if not messages:
            return
        by_id = {line.message_id: line for line in lines}
        self._emptiness.meet(len(messages))
        for _ in range(2):
            try:
                gone = {message.id for message in self.queue.delete(messages)}
            except AwsError as error:
                self._bear(error)
                continue
            self.book.deleted([by_id[name] for name in gone if by_id[name].fate is Fate.SENT])
            messages = [message for message in messages if message.id not in gone]
            if not messages:
                return

    def _put_back(self, messages: Sequence[Received]) -> None:
        """Let messages show at once that are to be tried again; else they do when their time is over."""
        if not messages:
            return
        try:
            self.queue.hide(messages, 0)
        except AwsError as error:
            self._bear(error)

    def _take_in_hand(self, batch: Sequence[Received]) -> list[Received]:
        """Leave out what another thread has in its hands: its time was over, and it was handed out twice."""
        with self._lock:
            mine = list({message.id: message for message in batch if message.id not in self._in_hand}.values())
            self._in_hand |= {message.id for message in mine}
        return mine

    def _reserve(self) -> int:
        """How many messages this thread may take on, so that no more are sent than wanted."""
        with self._lock:
            room = self._batch if self._left is None else min(self._batch, self._left)
            if self._left is not None:
                self._left -= room
            return room

    def _give_back(self, room: int) -> None:
        with self._lock:
            if self._left is not None:
                self._left += room

    def _is_over(self) -> bool:
        """Whether nothing that is wanted can be left."""
        try:
            depth = self.queue.depth()
        except AwsError as error:
            self._bear(error)
            return False
        if self._emptiness.is_certain(depth):
            return True
        if self._emptiness.others_are_busy():
            self.stop.wait(LOOK_AGAIN_S)
            return False
        return self._emptiness.has_lasted(depth, self.book.working.clock.now)

    def _bear(self, error: AwsError) -> None:
        """Wait and go on where AWS throttles or does not answer; raise what waiting does not mend."""
        self._troubles += 1
        if error.failure.kind not in PASSING or self._troubles > PATIENCE:
            raise error
        pause = min(LONGEST_PAUSE_S, 0.1 * 2 ** min(self._troubles, 6)) * (0.5 + random() / 2)  # noqa: S311
        self.stop.wait(pause)
