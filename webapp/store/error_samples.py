"""A few records of every group of errors: the first one, and the newest ones of each function."""

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Index, Integer, Table, Text, delete, insert, select

from collectors.records import ErrorSample, Identity, Window
from webapp.analysis.error_groups import Sampled
from webapp.store.identities import identities_by_id, ids_of, slices
from webapp.store.schema import FreeText, Seconds, metadata

MOST = 20
"""Records that are kept of one group in one function, besides its first."""

error_samples = Table(
    "error_samples",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("function_id", Integer, nullable=False),
    Column("at", Seconds, nullable=False),
    Column("version", Text, nullable=False),
    Column("stream", FreeText, nullable=False),
    Column("request_id", FreeText, nullable=False),
    Column("text", FreeText, nullable=False),
)
Index("ix_error_samples_key", error_samples.c.key, error_samples.c.function_id, error_samples.c.at)
Index("ix_error_samples_function_id", error_samples.c.function_id, error_samples.c.at)


def replace_samples(
    conn: Connection, functions: Sequence[Identity], window: Window, samples: Sequence[Sampled]
) -> None:
    """Save the samples of `functions` in the window in place of whatever is there, and forget what is too many."""
    ids = ids_of(conn, functions)
    table = error_samples.c
    within = (table.at >= window.start * 1000, table.at < window.end * 1000)
    for some in slices(sorted(ids.values())):
        conn.execute(delete(error_samples).where(*within, table.function_id.in_(some)))
    kept = _bounded(samples)
    if kept:
        conn.execute(insert(error_samples), [_row(ids[each.sample.function], each) for each in kept])
    for key, function in {(each.key, ids[each.sample.function]) for each in kept}:
        _forget(conn, key, function)


def samples(
    conn: Connection, *, key: str | None = None, function: Identity | None = None, most: int = 50
) -> list[Sampled]:
    """The newest samples of a group, or of a function."""
    table = error_samples.c
    query = select(error_samples).order_by(table.at.desc(), table.id).limit(most)
    if key is not None:
        query = query.where(table.key == key)
    if function is not None:
        query = query.where(table.function_id.in_(ids_of(conn, [function]).values()))
    rows = conn.execute(query).all()
    names = identities_by_id(conn, {row.function_id for row in rows})
    return [
        Sampled(
            ErrorSample(names[row.function_id], row.version, row.at, row.stream, row.text, row.request_id),
            row.key,
            row.request_id,
        )
        for row in rows
    ]


def _bounded(samples: Sequence[Sampled]) -> list[Sampled]:
    """The oldest and the newest of each group and function."""
    by: dict[tuple[str, Identity], list[Sampled]] = {}
    for each in sorted(samples, key=lambda each: each.sample.at):
        by.setdefault((each.key, each.sample.function), []).append(each)
    return [each for same in by.values() for each in ([same[0], *same[-MOST:]] if len(same) > MOST else same)]


def _forget(conn: Connection, key: str, function: int) -> None:
    table = error_samples.c
    ids = select(table.id).where(table.key == key, table.function_id == function).order_by(table.at.desc(), table.id)
    found = conn.execute(ids).scalars().all()
    for some in slices(found[MOST:-1]):
        conn.execute(delete(error_samples).where(table.id.in_(some)))


def _row(function: int, each: Sampled) -> dict[str, object]:
    sample = each.sample
    return {
        "key": each.key,
        "function_id": function,
        "at": sample.at,
        "version": sample.version,
        "stream": sample.stream,
        "request_id": each.request_id,
        "text": sample.text,
    }
