"""The order in which a batch of FIFO messages may be sent."""

from collections import defaultdict
from collections.abc import Sequence

from webapp.actions.queue_calls import Received


def rounds(messages: Sequence[Received]) -> list[list[Received]]:
    """The first message of each group, then the second of each, and so on.

    The entries of a batch call succeed or fail one by one, so that two of a group in one call could change places.
    """
    groups: dict[str, list[Received]] = defaultdict(list)
    for message in messages:
        groups[message.letter.group].append(message)
    longest = max(map(len, groups.values()), default=0)
    return [[group[turn] for group in groups.values() if turn < len(group)] for turn in range(longest)]
