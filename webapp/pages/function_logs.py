"""What the logs say of one function, for its page: errors, cold starts, memory."""

from dataclasses import dataclass, replace

from collectors.log_shape import reports
from collectors.records import Function
from webapp.config import Config
from webapp.pages import cold_starts, errors, memory
from webapp.pages.cold_starts import ColdLine
from webapp.pages.error_lines import GroupLine, May
from webapp.pages.error_lines import readable as readable_line
from webapp.pages.memory import MemoryLine
from webapp.pages.time_range import TimeRange
from webapp.store import Connection

MOST = 6


@dataclass(frozen=True, slots=True)
class FunctionLogs:
    """The groups of errors within the page's range, new first; `cold` and `memory` are None without any report.

    `hides_reports`: its system log level keeps Lambda from reporting. `read_until` None: logs were not read yet.
    """

    groups: tuple[GroupLine, ...]
    more: int
    cold: ColdLine | None
    memory: MemoryLine | None
    hides_reports: bool
    read_until: int | None


def load(conn: Connection, config: Config, function: Function, shown: TimeRange, now: int) -> FunctionLogs:
    """What is known."""
    found = errors.load(conn, config, shown, now, function=function.identity)
    cold = cold_starts.load(conn, config, shown, "function", now, function.identity).lines
    used = memory.load(conn, config, shown, now, function.identity).lines
    return FunctionLogs(
        groups=found.groups[:MOST],
        more=max(0, len(found.groups) - MOST),
        cold=cold[0] if cold else None,
        memory=used[0] if used else None,
        hides_reports=not reports(function),
        read_until=found.looked.until,
    )


def readable(told: FunctionLogs, may_read: May) -> FunctionLogs:
    """The same without the messages that are withheld from the reader."""
    return replace(told, groups=tuple(readable_line(line, may_read) for line in told.groups))
