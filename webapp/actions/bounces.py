"""Looking for messages that came back: by the mark that we set, or by the id that Lambda gave our invocation."""

from collections.abc import Sequence

from webapp.actions.book import Book
from webapp.actions.queue_calls import BATCH, QueueCalls, Received
from webapp.analysis.bodies import destination_record
from webapp.analysis.dead_letters import DeadLetter
from webapp.store import ledger

BATCHES = 30
"""Calls of one look: what lies deeper is seen by the next sweep, or by counting."""
HIDDEN_S = 20
SEEN_IN_ONE_LOOK = BATCHES * BATCH


def look(queue: QueueCalls, book: Book) -> None:
    """Receive what shows in the dead-letter queue, note what is ours, and give it all back. Raises AwsError."""
    seen: dict[str, Received] = {}
    try:
        for _ in range(BATCHES):
            batch = queue.receive(BATCH, HIDDEN_S)
            seen |= {message.id: message for message in batch}
            for message in batch:
                if before := _before(message.letter, book):
                    book.came_back(before)
            if not batch:
                return
    finally:
        give_back(queue, list(seen.values()))


def give_back(queue: QueueCalls, messages: Sequence[Received]) -> None:
    """Let messages show again at once. Raises AwsError; they show by themselves later, too."""
    for start in range(0, len(messages), BATCH):
        queue.hide(messages[start : start + BATCH], 0)


def _before(letter: DeadLetter, book: Book) -> str | None:
    """The id of the message that this one was before we sent it."""
    if letter.redriven_from and letter.redriven_from[0] == book.redrive_id:
        return letter.redriven_from[1]
    record = destination_record(letter.body)
    request = letter.attribute("RequestID") or (str(record["requestContext"].get("requestId", "")) if record else "")
    if not request:
        return None
    with book.working.store.read() as conn:
        return ledger.message_behind(conn, book.redrive_id, request)
