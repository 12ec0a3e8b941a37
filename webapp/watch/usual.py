"""What earlier days saw in the present hours, kept for a while: it takes a pass over thirty stored hours to know."""

from collections import defaultdict
from collections.abc import Mapping

from collectors.durations import HOUR, MINUTE
from collectors.records import Identity, Kind
from webapp.analysis.usual import Level, earlier_hours, level_at
from webapp.store import Connection
from webapp.store.coverage import covered
from webapp.store.points import totals

KEPT_S = 1_800
HOURS = 3
"""The present hour, the last full one, and the one before: as many as a judgement looks at."""

Levels = Mapping[Identity, Mapping[int, Level]]


class Usual:
    """The usual levels of each target, computed anew every half hour."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[int, Levels]] = {}

    def levels(self, conn: Connection, target: str, now: int) -> Levels:
        """By identity, the usual level of each present hour that earlier days know well enough."""
        slot = now // KEPT_S
        if self._kept.get(target, (None,))[0] != slot:
            self._kept[target] = (slot, _levels(conn, target, now))
        return self._kept[target][1]


def _levels(conn: Connection, target: str, now: int) -> Levels:
    found: dict[Identity, dict[int, Level]] = defaultdict(dict)
    present = now - now % HOUR
    for hour in range(present - (HOURS - 1) * HOUR, present + 1, HOUR):
        looked = [earlier for earlier in earlier_hours(hour) if _was_read(conn, target, earlier)]
        counted: dict[Identity, dict[int, float]] = defaultdict(dict)
        for earlier in looked:
            for identity, columns in totals(conn, Kind.FUNCTION, earlier, earlier + HOUR, HOUR, target=target).items():
                counted[identity][earlier] = columns["invocations"] or 0.0
        for identity, invocations in counted.items():
            if level := level_at(hour, invocations, looked):
                found[identity][hour] = level
    return found


def _was_read(conn: Connection, target: str, hour: int) -> bool:
    pieces = covered(conn, target, "metrics", MINUTE, hour, hour + HOUR)
    return [(piece.start, piece.end, piece.result) for piece in pieces] == [(hour, hour + HOUR, "ok")]
