"""The ledger of a redrive: each message before and after, written before it is sent and again when it was.

What is written before sending is what makes a killed redrive resumable: nothing is lost, and whatever may have been
sent twice is known by name.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Row,
    Table,
    Text,
    bindparam,
    delete,
    func,
    or_,
    select,
    tuple_,
    update,
)

from webapp.analysis.redrive_counts import Fate
from webapp.store.redrives import FILED, CauseCount
from webapp.store.schema import FreeText, Seconds, metadata
from webapp.store.upserts import Insert, insert_in

PAGE = 200
UNSETTLED = (Fate.SENDING, Fate.SENT, Fate.UNSURE)


@dataclass(frozen=True, slots=True)
class Line:
    """One message of one redrive. `body_sha256` is of the body as it was found, `sent_sha256` as it was sent.

    `new_id` is the id that it got: a message's, or the request's of an invocation. `first_try_at` is when it was first
    about to be sent; `doubtful` that it may have been taken more than once; `bounced_at` when it was seen again.
    """

    message_id: str
    fate: Fate
    sent_at: int
    receives: int
    body_sha256: str
    sent_sha256: str
    cause: str = ""
    message_group: str = ""
    destination: str = ""
    new_id: str = ""
    tries: int = 0
    first_try_at: int = 0
    doubtful: bool = False
    bounced_at: int | None = None
    error: str = ""


redrive_messages = Table(
    "redrive_messages",
    metadata,
    Column("redrive_id", Integer, ForeignKey("redrives.id"), primary_key=True, autoincrement=False),
    Column("message_id", Text, primary_key=True),
    Column("fate", Text, nullable=False),
    Column("sent_at", Seconds, nullable=False),
    Column("receives", Integer, nullable=False),
    Column("body_sha256", Text, nullable=False),
    Column("sent_sha256", Text, nullable=False),
    Column("cause", FreeText, nullable=False),
    Column("message_group", FreeText, nullable=False),
    Column("destination", Text, nullable=False),
    Column("new_id", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("first_try_at", Seconds, nullable=False),
    Column("doubtful", Boolean, nullable=False),
    Column("bounced_at", Seconds),
    Column("error", FreeText, nullable=False),
    sqlite_with_rowid=False,
)
_rows = redrive_messages.c
_GOT_AN_ID = _rows.new_id != ""
Index("ix_redrive_messages_new_id", _rows.new_id, sqlite_where=_GOT_AN_ID, postgresql_where=_GOT_AN_ID)


def _upsert(dialect: str) -> Insert:
    statement = insert_in(dialect, redrive_messages)
    kept = ("redrive_id", "message_id", "bounced_at")
    given = {column.name: statement.excluded[column.name] for column in _rows if column.name not in kept}
    return statement.on_conflict_do_update(index_elements=kept[:2], set_=given)


_UPSERTS = {dialect: _upsert(dialect) for dialect in ("sqlite", "postgresql")}
_SOME = select(redrive_messages).where(
    _rows.redrive_id == bindparam("redrive"), _rows.message_id.in_(bindparam("ids", expanding=True))
)
"""Made once: one of each is done a batch, and takes as long to make as to do."""


def save_lines(conn: Connection, redrive_id: int, lines: Sequence[Line]) -> None:
    """Write lines, over what was known of their messages; whether one came back stands for itself."""
    if lines:
        statement = _UPSERTS[conn.dialect.name]
        conn.execute(statement, [{"redrive_id": redrive_id} | _plain(line) for line in lines])


def lines_of(conn: Connection, redrive_id: int, message_ids: Sequence[str]) -> dict[str, Line]:
    """The lines of some messages."""
    if not message_ids:
        return {}
    rows = conn.execute(_SOME, {"redrive": redrive_id, "ids": list(message_ids)})
    return {row.message_id: _line(row) for row in rows}


def page_of_lines(conn: Connection, redrive_id: int, after: str = "", fate: str = "") -> list[Line]:
    """PAGE lines by message id, behind `after`; `fate` may also be `bounced` or `doubtful`."""
    query = _of(redrive_id).where(_rows.message_id > after).order_by(_rows.message_id).limit(PAGE)
    only = {"bounced": _rows.bounced_at.is_not(None), "doubtful": _doubtful()}
    return [_line(row) for row in conn.execute(query.where(only.get(fate, _rows.fate == fate)) if fate else query)]


def groups_held(conn: Connection, redrive_id: int, tries: int) -> set[str]:
    """The FIFO groups in which a message was not sent, even in so many tries, so that none behind it may be."""
    stuck = _rows.fate.in_([Fate.UNSURE, Fate.HELD]) | ((_rows.fate == Fate.FAILED) & (_rows.tries >= tries))
    query = select(_rows.message_group).where(_rows.redrive_id == redrive_id, stuck).distinct()
    return set(conn.execute(query).scalars())


def note_bounce(conn: Connection, redrive_id: int, message_id: str, now: int) -> bool:
    """A message came back; False where that was known, or the message is not of this redrive."""
    fresh = (_rows.redrive_id == redrive_id, _rows.message_id == message_id, _rows.bounced_at.is_(None))
    return conn.execute(update(redrive_messages).where(*fresh).values(bounced_at=now)).rowcount == 1


def message_behind(conn: Connection, redrive_id: int, new_id: str) -> str | None:
    """The message that got an id when it was sent."""
    here = (_rows.redrive_id == redrive_id, _rows.new_id == new_id, _GOT_AN_ID)
    return conn.execute(select(_rows.message_id).where(*here)).scalar()


def fates(conn: Connection, redrive_id: int) -> dict[str, int]:
    """How many messages have met each fate."""
    query = select(_rows.fate, func.count()).where(_rows.redrive_id == redrive_id).group_by(_rows.fate)
    return {fate: number for fate, number in conn.execute(query)}


def bounced(conn: Connection, redrive_id: int) -> dict[str, int]:
    """How many messages came back, by cause."""
    back = (_rows.redrive_id == redrive_id, _rows.bounced_at.is_not(None))
    return {cause: number for cause, number in conn.execute(_by_cause().where(*back))}


def unsettled(conn: Connection, redrive_id: int) -> set[str]:
    """The messages of which it is not known whether they were taken, or that were and may still be here: few, those of
    the batches in which an attempt died."""
    here = (_rows.redrive_id == redrive_id, _rows.doubtful.is_(False), _rows.fate.in_(UNSETTLED))
    return set(conn.execute(select(_rows.message_id).where(*here)).scalars())


def by_cause(conn: Connection, redrive_id: int) -> dict[str, int]:
    """How many messages there are of each cause."""
    return {cause: number for cause, number in conn.execute(_by_cause().where(_rows.redrive_id == redrive_id))}


def by_cause_and_bounce(conn: Connection, redrive_id: int) -> tuple[CauseCount, ...]:
    """The messages by cause, most first, and how many of each came back."""
    back = bounced(conn, redrive_id)
    counted = sorted(by_cause(conn, redrive_id).items(), key=lambda cause: (-cause[1], cause[0]))
    return tuple(CauseCount(text, number, back.get(text, 0)) for text, number in counted)


def forget_filed(conn: Connection, rows: int) -> int:
    """Forget at most `rows` lines whose ledgers are in files; how many went."""
    old = select(_rows.redrive_id, _rows.message_id).where(_rows.redrive_id.in_(FILED)).limit(rows)
    key = tuple_(_rows.redrive_id, _rows.message_id)
    return conn.execute(delete(redrive_messages).where(key.in_(old))).rowcount


def possibly_twice(conn: Connection, redrive_id: int) -> int:
    """How many messages may have been taken more than once, or may be taken again by another redrive."""
    query = select(func.count()).where(_rows.redrive_id == redrive_id, _doubtful())
    return int(conn.execute(query).scalar_one())


def ledger_digest(conn: Connection, redrive_id: int) -> str:
    """SHA-256 over the whole ledger by message id: what the journal keeps of it."""
    digest = hashlib.sha256()
    for row in _all(conn, redrive_id):
        digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def all_lines(conn: Connection, redrive_id: int) -> Iterator[Line]:
    """Every line by message id, a few at a time."""
    return map(_line, _all(conn, redrive_id))


def _all(conn: Connection, redrive_id: int) -> Iterator[Row[*tuple[Any, ...]]]:
    return iter(conn.execution_options(yield_per=500).execute(_of(redrive_id).order_by(_rows.message_id)))


def _doubtful() -> Any:
    """Taken and not yet deleted here counts, too: the next redrive would find it again."""
    return or_(_rows.doubtful, _rows.fate.in_(UNSETTLED))


def _by_cause() -> Any:
    return select(_rows.cause, func.count()).group_by(_rows.cause)


def _of(redrive_id: int) -> Any:
    return select(redrive_messages).where(_rows.redrive_id == redrive_id)


def _plain(line: Line) -> dict[str, Any]:
    """As `asdict`, which copies deeply and so takes ten times as long."""
    return {name: getattr(line, name) for name in Line.__slots__}


def _line(row: Row[*tuple[Any, ...]]) -> Line:
    kept: Mapping[str, Any] = {name: value for name, value in row._asdict().items() if name != "redrive_id"}
    return Line(**dict(kept) | {"fate": Fate(row.fate)})
