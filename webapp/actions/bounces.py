"""Looking for messages that came back: by the mark that we set, or by the id that Lambda gave our invocation."""

from webapp.actions.book import Book
from webapp.actions.queue_calls import BATCH, QueueCalls
from webapp.analysis.bodies import destination_record
from webapp.analysis.dead_letters import DeadLetter
from webapp.store import ledger

BATCHES = 30
"""Calls of one look: the rest is seen at the next one."""
HIDDEN_S = 20


def look(queue: QueueCalls, book: Book) -> None:
    """Receive what shows in the dead-letter queue and note what is ours; it shows again soon. Raises AwsError."""
    if not queue.depth().visible:
        return
    for _ in range(BATCHES):
        batch = queue.receive(BATCH, HIDDEN_S)
        for message in batch:
            if before := _before(message.letter, book):
                book.came_back(before)
        if not batch:
            return


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
