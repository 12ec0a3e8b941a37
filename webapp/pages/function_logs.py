"""What the logs say of one function, for its page: errors, cold starts, memory."""

from dataclasses import dataclass, replace

from collectors.durations import HOUR
from collectors.log_shape import BUCKET_S, reports
from collectors.records import Function
from webapp.config import Config
from webapp.pages import cold_starts, errors, memory
from webapp.pages.chart_places import ChartPlace
from webapp.pages.cold_starts import ColdLine
from webapp.pages.drawing import target_of
from webapp.pages.error_lines import GroupLine, May
from webapp.pages.error_lines import readable as readable_line
from webapp.pages.log_trends import Subject, cold_starts_trend, memory_trend
from webapp.pages.memory import MemoryLine
from webapp.pages.time_range import TimeRange
from webapp.store import Connection, coverage

MOST = 4
COLLECTOR = "log_errors"
RECENT_S = HOUR


@dataclass(frozen=True, slots=True)
class FunctionLogs:
    """The groups of errors within the page's range, new first; `cold` and `memory` are None without any report.

    `hides_reports`: its system log level keeps Lambda from reporting. `read_until` None: logs were not read yet.
    `unread` is why its own logs could not be read last (denied, throttled, gone: there is no log group), else empty.
    """

    groups: tuple[GroupLine, ...]
    more: int
    cold: ColdLine | None
    memory: MemoryLine | None
    hides_reports: bool
    read_until: int | None
    log_group: str = ""
    unread: str = ""
    starts_chart: ChartPlace | None = None
    memory_chart: ChartPlace | None = None


def load(conn: Connection, config: Config, function: Function, shown: TimeRange, now: int) -> FunctionLogs:
    """What is known."""
    found = errors.load(conn, config, shown, now, function=function.identity)
    cold = cold_starts.load(conn, config, shown, "function", now, function.identity).lines
    used = memory.load(conn, config, shown, now, function.identity).lines
    subject = Subject((function.identity,), deploys_of=function.identity)
    return FunctionLogs(
        groups=found.groups[:MOST],
        more=max(0, len(found.groups) - MOST),
        cold=cold[0] if cold else None,
        memory=used[0] if used else None,
        hides_reports=not reports(function),
        read_until=found.looked.until,
        log_group=function.log_group,
        unread=_unread(conn, function, now),
        starts_chart=cold_starts_trend(conn, subject, shown).place if cold and cold[0].starts.cold else None,
        memory_chart=memory_trend(conn, subject, shown).place if used and used[0].share is not None else None,
    )


def _unread(conn: Connection, function: Function, now: int) -> str:
    target = target_of(conn, function.identity)
    looks = coverage.covered(conn, target, COLLECTOR, BUCKET_S, now - RECENT_S, now, function.identity.name)
    return looks[-1].result if looks and looks[-1].result != "ok" else ""


def readable(logs: FunctionLogs, may_read: May) -> FunctionLogs:
    """The same without the messages that are withheld from the reader."""
    return replace(logs, groups=tuple(readable_line(line, may_read) for line in logs.groups))
