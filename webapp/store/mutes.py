"""Which alarms people muted here, why, and until when; a mute that was lifted or has ended stays for the story."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Integer, Row, Table, Text, select, update

from collectors.records import Identity
from webapp.store.identities import PARTS, identities, identity_in, ids_of, known_ids
from webapp.store.schema import FreeText, Seconds, metadata
from webapp.store.upserts import upsert


class Way(StrEnum):
    """How an alarm is kept quiet: RULE ends by itself, ACTIONS must be enabled again by somebody."""

    RULE = "rule"
    ACTIONS = "actions"


@dataclass(frozen=True, slots=True)
class Mute:
    """One mute, by the id of the plan that made it; [start, until) in epoch seconds. `rule` names the mute rule.

    `ended_at` is set when it was lifted, or its actions were enabled again. `problem` says why that failed last.
    """

    id: str
    alarm: Identity
    way: Way
    rule: str
    reason: str
    person: str
    start: int
    until: int
    ended_at: int | None = None
    problem: str = ""

    def holds(self, now: int) -> bool:
        """Whether the alarm is quiet: disabled actions stay so until somebody enables them, however late."""
        over = self.ended_at is not None or (self.way is Way.RULE and self.until <= now)
        return self.start <= now and not over

    @property
    def end(self) -> int:
        """When it ended, or should."""
        return self.until if self.ended_at is None else self.ended_at


mutes_table = Table(
    "mutes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("alarm_id", Integer, ForeignKey("identities.id"), nullable=False, index=True),
    Column("way", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("reason", FreeText, nullable=False),
    Column("person", FreeText, nullable=False),
    Column("start", Seconds, nullable=False),
    Column("until", Seconds, nullable=False, index=True),
    Column("ended_at", Seconds),
    Column("problem", FreeText, nullable=False),
)


def save_mute(conn: Connection, mute: Mute) -> None:
    """Keep a mute; the same id again replaces it."""
    key = ids_of(conn, [mute.alarm])[mute.alarm]
    names = ("id", "way", "rule", "reason", "person", "start", "until", "ended_at", "problem")
    upsert(conn, mutes_table, [{"alarm_id": key} | {name: getattr(mute, name) for name in names}])


def end_mute(conn: Connection, mute_id: str, now: int) -> None:
    """It is over; a mute that was over before stays as it is."""
    still = (mutes_table.c.id == mute_id, mutes_table.c.ended_at.is_(None))
    conn.execute(update(mutes_table).where(*still).values(ended_at=now, problem=""))


def note_problem(conn: Connection, mute_id: str, problem: str) -> None:
    """Why it could not be ended yet."""
    conn.execute(update(mutes_table).where(mutes_table.c.id == mute_id).values(problem=problem))


def mute_of(conn: Connection, mute_id: str) -> Mute | None:
    """One mute by its id."""
    return next(iter(_read(conn, mutes_table.c.id == mute_id)), None)


def mutes_now(conn: Connection, now: int) -> list[Mute]:
    """Every mute that holds, the one that ends first on top."""
    return [mute for mute in _read(conn, mutes_table.c.ended_at.is_(None)) if mute.holds(now)]


def mutes_of(conn: Connection, alarm: Identity, start: int, end: int) -> list[Mute]:
    """One alarm's mutes that touch [start, end), newest first."""
    mine = mutes_table.c.alarm_id.in_(known_ids(conn, [alarm]).values())
    return [mute for mute in _read(conn, mine & (mutes_table.c.start < end)) if mute.end >= start][::-1]


def _read(conn: Connection, which: Any) -> Sequence[Mute]:
    query = select(mutes_table, *PARTS).join(identities).where(which)
    return [_mute(row) for row in conn.execute(query.order_by(mutes_table.c.until, mutes_table.c.id))]


def _mute(row: Row[*tuple[Any, ...]]) -> Mute:
    names = ("id", "rule", "reason", "person", "start", "until", "ended_at", "problem")
    return Mute(alarm=identity_in(row), way=Way(row.way), **{name: getattr(row, name) for name in names})
