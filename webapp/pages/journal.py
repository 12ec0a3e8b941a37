"""The journal: who did what, when, to what, and what came of it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace

from webapp.http.tables import cell
from webapp.pages.time_range import moment
from webapp.store import Connection
from webapp.store.journal import Entry, head
from webapp.store.journal_search import Deed, JournalQuery, actions, deeds, matching_rows

PAGE_ROWS = 50
LONGEST_TEXT = 200
LARGEST_ID = 2**31 - 1
COLUMNS = ("id", "at", "phase", "begun_id", "person", "role", "how", "address", "action", "target_kind",
           "target_account", "target_region", "target_name", "plan_id", "result", "detail", "hash")  # fmt: skip


class BadJournalQuery(ValueError):
    """A filter that has no meaning; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Newest first. `next` continues the list (`before`), None at its end; `hash` is the chain's newest."""

    deeds: tuple[Deed, ...]
    next: int | None
    query: JournalQuery
    actions: tuple[str, ...]
    rows: int
    hash: str

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return replace(self.query, before=None) != JournalQuery()


def query_of(args: Mapping[str, str], now: int) -> JournalQuery:
    """The filters of a URL; BadJournalQuery where one has no meaning."""
    before = args.get("before", "")
    if before and not (before.isdecimal() and before.isascii() and int(before) <= LARGEST_ID):
        raise BadJournalQuery("`before` is the number of a row.")
    return JournalQuery(
        person=args.get("person", "").strip()[:LONGEST_TEXT],
        action=args.get("action", "").strip()[:LONGEST_TEXT],
        target=args.get("target", "").strip()[:LONGEST_TEXT],
        start=_moment(args.get("from", ""), now),
        end=_moment(args.get("to", ""), now),
        before=int(before) if before else None,
        limit=PAGE_ROWS,
    )


def load(conn: Connection, query: JournalQuery) -> JournalPage:
    """One page of it."""
    found = deeds(conn, query)
    more = len(found) > query.limit
    shown = tuple(found[: query.limit])
    rows, newest = head(conn)
    return JournalPage(shown, shown[-1].id if more else None, query, tuple(actions(conn)), rows, newest)


def csv_rows(conn: Connection, query: JournalQuery) -> Iterator[list[str]]:
    """A head line and a line a row, for spreadsheets."""
    yield list(COLUMNS)
    for entry in matching_rows(conn, query):
        flat = asdict(entry) | _target(entry) | {"detail": str(dict(entry.detail))}
        yield [cell(flat[name]) for name in COLUMNS]


def json_rows(conn: Connection, query: JournalQuery) -> Iterator[Entry]:
    """Each row with its hashes."""
    return matching_rows(conn, query)


def _target(entry: Entry) -> dict[str, str]:
    parts = ("kind", "account", "region", "name")
    return {f"target_{part}": str(getattr(entry.target, part, "")) for part in parts}


def _moment(text: str, now: int) -> int | None:
    try:
        return moment(text.strip(), now) if text.strip() else None
    except ValueError as error:
        raise BadJournalQuery(str(error)) from error
