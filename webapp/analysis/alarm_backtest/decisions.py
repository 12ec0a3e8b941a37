"""From breaching, fine and missing data points to what CloudWatch makes of them.

Source: CloudWatch user guide, "Evaluating an alarm" and "Configuring how CloudWatch alarms treat missing data".
"""

from collections import deque
from collections.abc import Iterator, Sequence

from webapp.analysis.alarm_backtest.condition import ALARM, EXTRA, INSUFFICIENT, OK

KEPT = ""
"""The decision to leave the state as it is."""
NOTHING = {"missing": INSUFFICIENT, "ignore": KEPT, "breaching": ALARM, "notBreaching": OK}
"""What an evaluation range without any data point leads to."""


def decisions(points: Sequence[bool | None], n: int, m: int, missing: str) -> Iterator[str]:
    """For each point the decision of the evaluation that it is the newest of; None is a point that is missing.

    Missing points are used as few times as possible: where the evaluation range holds `n` real ones, the newest `n` of
    them decide, however old they are.
    """
    reach, seen, breaching = n + EXTRA, deque[tuple[int, bool]](), 0
    for at, point in enumerate(points):
        if seen and seen[0][0] <= at - reach:
            breaching -= seen.popleft()[1]
        if point is not None:
            seen.append((at, point))
            breaching += point
        surplus = len(seen) - n
        if surplus == 0:
            yield ALARM if breaching >= m else OK
        elif surplus > 0:
            yield ALARM if breaching - sum(seen[old][1] for old in range(surplus)) >= m else OK
        elif seen:
            yield _filled(missing, breaching, len(seen), n, m, at - seen[0][0] + 1)
        else:
            yield NOTHING[missing]


def _filled(missing: str, breaching: int, real: int, n: int, m: int, oldest_age: int) -> str:
    """The decision where fewer than `n` real points are there, the oldest of them `oldest_age` points old.

    Against alarms that come too early: with nothing but breaching points, and fewer of them than `m`, an alarm fires
    once the oldest of them is `m` points old ("avoiding premature transitions"), and until then keeps its state.
    """
    if breaching >= m or (missing == "breaching" and breaching + n - real >= m):
        return ALARM
    if breaching < real or missing in ("breaching", "notBreaching"):
        return OK
    return ALARM if missing == "missing" and oldest_age >= m else KEPT
