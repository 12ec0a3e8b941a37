"""Errors in the logs of the whole fleet, by group, new ones first."""

from dataclasses import dataclass, replace

from collectors.records import Identity
from webapp.config import Config
from webapp.pages import logs_looked
from webapp.pages.error_lines import GroupLine, May, group_lines
from webapp.pages.error_lines import readable as readable_line
from webapp.pages.logs_looked import LogsLooked
from webapp.pages.time_range import TimeRange
from webapp.store import Connection, error_groups

MOST = 200


@dataclass(frozen=True, slots=True)
class ErrorsPage:
    """The groups seen within `shown`, those that match `text`; `total` counts the groups before the search."""

    groups: tuple[GroupLine, ...]
    total: int
    text: str
    shown: TimeRange
    looked: LogsLooked

    @property
    def records(self) -> int:
        """How many records the groups have together."""
        return sum(line.records for line in self.groups)

    @property
    def new(self) -> int:
        """How many groups are new."""
        return sum(line.new for line in self.groups)

    @property
    def estimated(self) -> bool:
        """Whether some counts are estimates."""
        return any(line.estimated for line in self.groups)


def load(
    conn: Connection, config: Config, shown: TimeRange, now: int, text: str = "", function: Identity | None = None
) -> ErrorsPage:
    """The page; of one function where it is given."""
    looked = logs_looked.load(conn, config, "log_errors", now)
    start = shown.start // 300 * 300
    counts = error_groups.counts(conn, start, shown.end, functions=None if function is None else [function])
    lines = group_lines(conn, counts, looked, start, shown.end, now)
    found = [line for line in lines if _matches(line, text.strip().lower())]
    return ErrorsPage(tuple(found[:MOST]), len(lines), text.strip(), shown, looked)


def readable(page: ErrorsPage, may_read: May) -> ErrorsPage:
    """The page without the messages that are withheld from the reader."""
    kept: dict[Identity, bool] = {}

    def asked_once(identity: Identity) -> bool:
        if identity not in kept:
            kept[identity] = may_read(identity)
        return kept[identity]

    return replace(page, groups=tuple(readable_line(line, asked_once) for line in page.groups))


def _matches(line: GroupLine, text: str) -> bool:
    names = " ".join(each.identity.name for each in line.functions)
    return text in f"{line.error_type} {line.message} {line.frame} {names}".lower()
