"""One queue: messages in the order in which they become visible; each step costs the logarithm of its length."""

from dataclasses import dataclass
from heapq import heappop, heappush
from uuid import uuid4

from demo.sqs.messages import Message


@dataclass(frozen=True, slots=True)
class Depth:
    """How many messages a queue holds, by what can be done with them."""

    visible: int
    in_flight: int
    delayed: int


class Queue:
    """The owner holds a lock around every call. The heaps may hold stale entries: those whose message has moved on
    are passed over when they come up, so that nothing is ever searched for.
    """

    def __init__(self, name: str, arn: str, attributes: dict[str, str], tags: dict[str, str], now: float) -> None:
        self.name, self.arn, self.attributes, self.tags = name, arn, attributes, tags
        self.created = self.modified = now
        self.purged_at: float | None = None
        self.messages: dict[str, Message] = {}
        self.recent: dict[str, tuple[float, Message]] = {}
        self._ready: list[tuple[int, str]] = []
        self._waiting: list[tuple[float, int, str]] = []
        self._oldest: list[tuple[float, int, str]] = []
        self._hidden: set[str] = set()
        self._in_flight: set[str] = set()
        self._by_handle: dict[str, str] = {}
        self._turns = 0

    @property
    def fifo(self) -> bool:
        """FIFO queues are told by their name."""
        return self.name.endswith(".fifo")

    @property
    def retention(self) -> int:
        """Seconds that a message is kept."""
        return int(self.attributes["MessageRetentionPeriod"])

    def add(self, message: Message) -> None:
        """Put a message at the end of the queue; it shows from its `visible_at` on."""
        self._turns += 1
        message.turn, message.handle = self._turns, ""
        self.messages[message.id] = message
        kept_since = message.arrived_at if self.fifo else message.sent_at
        heappush(self._oldest, (kept_since, message.turn, message.id))
        self._hide_until(message)

    def expire(self, now: float) -> None:
        """Drop what is past the retention: by its first sending, in a FIFO queue by its arrival here."""
        while self._oldest and self._oldest[0][0] + self.retention <= now:
            _, turn, name = heappop(self._oldest)
            message = self._at(name, turn)
            if message is not None:
                self.remove(message)

    def receivable(self, number: int, now: float) -> list[Message]:
        """Up to `number` visible messages in order; of a FIFO group none while one is in flight."""
        self._wake(now)
        busy = {self.messages[name].group for name in self._in_flight} if self.fifo else set()
        found: list[Message] = []
        passed: list[tuple[int, str]] = []
        while self._ready and len(found) < number:
            turn, name = heappop(self._ready)
            message = self._at(name, turn)
            if message is None or name in self._hidden:
                continue
            if self.fifo and message.group in busy:
                passed.append((turn, name))
            else:
                found.append(message)
        for entry in passed:
            heappush(self._ready, entry)
        return found

    def hand_out(self, message: Message, seconds: int, now: float) -> None:
        """A receivable message is received by somebody who may delete it: it is in flight for `seconds`."""
        message.handle = str(uuid4())
        self._by_handle[message.handle] = message.id
        self.tried(message, now)
        self.show_in(message, seconds, now)

    def tried(self, message: Message, now: float) -> None:
        """A receivable message was received: it is in flight until it is shown again."""
        message.receives += 1
        message.first_received_at = message.first_received_at or now
        self._in_flight.add(message.id)

    def show_in(self, message: Message, seconds: float, now: float) -> None:
        """Let a message become visible (again) in `seconds`."""
        message.visible_at = now + seconds
        self._hide_until(message)

    def by_handle(self, handle: str) -> Message | None:
        """The message that a receipt handle was given for, None where it is gone; KeyError for a made-up handle."""
        return self.messages.get(self._by_handle[handle])

    def flies(self, message: Message) -> bool:
        """Whether somebody has received it and neither deleted it nor let its time run out."""
        return message.id in self._in_flight

    def remove(self, message: Message) -> None:
        """It is gone."""
        self.messages.pop(message.id, None)
        self._hidden.discard(message.id)
        self._in_flight.discard(message.id)

    def depth(self, now: float) -> Depth:
        """The three counts that GetQueueAttributes tells."""
        self._wake(now)
        flying, hidden = len(self._in_flight), len(self._hidden)
        return Depth(len(self.messages) - hidden, flying, hidden - flying)

    def _hide_until(self, message: Message) -> None:
        self._hidden.add(message.id)
        heappush(self._waiting, (message.visible_at, message.turn, message.id))

    def _wake(self, now: float) -> None:
        """What was in flight or delayed until now is ready again."""
        while self._waiting and self._waiting[0][0] <= now:
            at, turn, name = heappop(self._waiting)
            message = self._at(name, turn)
            if message is not None and message.visible_at == at and name in self._hidden:
                self._hidden.discard(name)
                self._in_flight.discard(name)
                heappush(self._ready, (turn, name))

    def _at(self, name: str, turn: int) -> Message | None:
        """The message of an entry, None where the entry is stale."""
        message = self.messages.get(name)
        return message if message is not None and message.turn == turn else None
