"""Whether the journal is as it was written: the chain of hashes walked from its start."""

from dataclasses import dataclass

from sqlalchemy import Connection

from webapp.store.journal import START, digest_of, head, rows_in_order


@dataclass(frozen=True, slots=True)
class Chain:
    """`problem` is empty where all is well; `head` is the newest hash, worth writing down elsewhere."""

    rows: int
    head: str
    problem: str = ""


def verify(conn: Connection, expected: str = "") -> Chain:
    """Walk the chain. `expected` is a head noted earlier, which must still be in it: whoever can write the store can
    make a whole new chain, but not one with that hash in it."""
    count, previous, seen = 0, START, not expected
    for row in rows_in_order(conn):
        count += 1
        if problem := _broken(row._asdict(), count, previous):
            return Chain(count - 1, previous, problem)
        previous = row.hash
        seen = seen or row.hash == expected
    if head(conn) != (count, previous):
        return Chain(count, previous, f"Rows after number {count} are gone: there were {head(conn)[0]}.")
    return Chain(count, previous, "" if seen else "The noted hash is not in it: this is another journal.")


def _broken(row: dict[str, object], number: int, previous: str) -> str:
    if row["id"] != number:
        return f"Row {number} is gone: row {row['id']} follows row {number - 1}."
    if row["previous"] != previous:
        return f"Row {number} does not follow row {number - 1}: rows were exchanged or written anew."
    if digest_of(row) != row["hash"]:
        return f"Row {number} was altered after it was written."
    return ""
