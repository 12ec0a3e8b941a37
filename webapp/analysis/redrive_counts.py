"""What came of a redrive: moved, processed, come back, still under way; and how that is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """Where a message stands in the ledger. Only SENT and DELETED were certainly taken by the destination."""

    SENDING = "sending"
    """About to be sent; after a crash: perhaps sent."""
    SENT = "sent"
    """Taken by the destination, not yet deleted here."""
    DELETED = "deleted"
    """Taken by the destination, or discarded, and gone from here."""
    FAILED = "failed"
    """Not taken, and still here."""
    UNSURE = "unsure"
    """Perhaps taken, still here, and not sent again because a repeated one would no longer be recognised (FIFO)."""
    HELD = "held"
    """Not sent, because an earlier message of its group was not."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Counts of messages. `bounced_by` is `matched` (by the mark that we set) or `counted` (by the queue's depth).

    `in_flight` and `processed` are None where the destination's depth could not tell.
    """

    moved: int
    bounced: int
    bounced_by: str
    in_flight: int | None
    processed: int | None
    failed: int = 0
    held: int = 0
    possibly_twice: int = 0


def outcome(
    fates: Mapping[str, int],
    bounced: int,
    possibly_twice: int,
    waiting: int | None,
    moved_by_aws: int = 0,
    counted: int = 0,
) -> Outcome:
    """The counts of a redrive. `waiting` is how many messages the destination holds (visible, in flight, delayed), a
    bound from above, as others send there, too. `counted` of the bounced were only counted.
    """
    ours = sum(fates.get(fate, 0) for fate in (Fate.SENT, Fate.DELETED, Fate.SENDING))
    moved = ours + moved_by_aws
    in_flight = None if waiting is None else min(waiting, max(0, moved - bounced))
    return Outcome(
        moved=moved,
        bounced=bounced,
        bounced_by="counted" if moved_by_aws or counted else "matched",
        in_flight=in_flight,
        processed=None if in_flight is None else max(0, moved - bounced - in_flight),
        failed=fates.get(Fate.FAILED, 0),
        held=fates.get(Fate.HELD, 0) + fates.get(Fate.UNSURE, 0),
        possibly_twice=possibly_twice,
    )


def bounces_counted(depth: int, left: int, moved: int, matched: int = 0) -> int:
    """How many more came back than were matched, by the depth of the dead-letter queue: what is there beyond what was
    left behind. Messages that died meanwhile for the first time are among them: a bound from above.
    """
    return max(0, min(moved, depth - left) - matched)
