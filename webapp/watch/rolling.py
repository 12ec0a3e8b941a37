"""Which hours still are to be rolled up: noted with the points, in one transaction, so that a crash forgets none."""

from collections.abc import Iterable

import orjson

from collectors.durations import HOUR, MINUTE
from collectors.records import Kind, Points
from webapp.store import Connection
from webapp.store.rollup import roll_up
from webapp.store.settings import locked_setting, save_setting
from webapp.watch import using


def note(conn: Connection, points: Iterable[Points]) -> None:
    """These minutes are new or have changed: their hours are to be rolled up."""
    hours: dict[Kind, set[int]] = {}
    for each in points:
        if each.period == MINUTE and each.rows:
            hours.setdefault(each.identity.kind, set()).update(_hours(each.rows[0][0], each.rows[-1][0]))
    for kind in sorted(hours):  # whoever notes several kinds locks them in the same order
        _save(conn, kind, hours[kind] | set(_noted(conn, kind)))


def roll_up_newest(conn: Connection, kind: Kind) -> bool:
    """Roll up the newest noted hour; False where there is none."""
    hours = _noted(conn, kind)
    if not hours:
        return False
    roll_up(conn, kind, hours[0], hours[0] + HOUR)
    _save(conn, kind, set(hours[1:]))
    if kind is Kind.FUNCTION:
        using.note(conn, {hours[0]})
    return True


def _noted(conn: Connection, kind: Kind) -> list[int]:
    """The starts of the hours that are to be rolled up, newest first, locked."""
    return sorted(orjson.loads(locked_setting(conn, _name(kind), "[]")), reverse=True)


def _hours(first: int, last: int) -> range:
    return range(first - first % HOUR, last + 1, HOUR)


def _name(kind: Kind) -> str:
    return f"to_roll_up:{kind}"


def _save(conn: Connection, kind: Kind, hours: set[int]) -> None:
    save_setting(conn, _name(kind), orjson.dumps(sorted(hours)).decode())
