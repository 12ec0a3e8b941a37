"""The records that log events become."""

from enum import IntEnum, StrEnum
from typing import NamedTuple

LONGEST_MESSAGE = 4096
"""Characters of a message that are kept: an event may hold a megabyte, a page shows no more than this."""


class Kind(StrEnum):
    """What an event is: Lambda's own lines, what the application wrote, or metrics in the shape of a log line."""

    START = "start"
    END = "end"
    REPORT = "report"
    INIT = "init"
    RESTORE = "restore"
    FAILURE = "failure"
    """Lambda says that an invocation came to a bad end: a timeout, a runtime that exited."""
    PLATFORM = "platform"
    METRICS = "metrics"
    APPLICATION = "application"


class Level(IntEnum):
    """How bad the writer says it is; UNKNOWN where nothing says so."""

    UNKNOWN = 0
    DEBUG = 10
    INFO = 20
    WARNING = 30
    ERROR = 40
    CRITICAL = 50


class Frame(NamedTuple):
    """One frame of a stack. `own` is the application's code, not a library's or the runtime's. `line` 0: not told."""

    file: str
    function: str
    line: int
    own: bool


class Report(NamedTuple):
    """What Lambda reports of one invocation; None is "not told", never zero. Times in ms, memory in MB.

    `billed_ms` is AWS's own figure: never add `init_ms` to it. SnapStart has `restore_ms` in place of `init_ms`, and
    `billed_restore_ms` comes on top of the bill.
    """

    request_id: str = ""
    duration_ms: float | None = None
    billed_ms: float | None = None
    memory_mb: float | None = None
    max_memory_mb: float | None = None
    init_ms: float | None = None
    restore_ms: float | None = None
    billed_restore_ms: float | None = None
    status: str = ""
    error_type: str = ""
    trace_id: str = ""

    @property
    def cold(self) -> bool:
        """Whether an environment was started or restored; of an init that was cut at 10 s only Init tells."""
        return self.init_ms is not None or self.restore_ms is not None

    @property
    def timed_out(self) -> bool:
        """Whether Lambda says so; older text reports have no status, their `Task timed out` line tells."""
        return self.status == "timeout"

    @property
    def memory_full(self) -> bool:
        """Whether all the memory that it has was in use at some time."""
        return self.memory_mb is not None and self.max_memory_mb is not None and self.max_memory_mb >= self.memory_mb

    @property
    def out_of_memory(self) -> bool:
        """Whether it failed for want of memory."""
        return self.error_type == "Runtime.OutOfMemory" or (
            self.memory_full and self.status in ("error", "failure") and "Timedout" not in self.error_type
        )


class Init(NamedTuple):
    """How an init or a restore went. `again`: it ran once more inside the invocation, whose REPORT has no init."""

    duration_ms: float | None = None
    phase: str = ""
    status: str = ""
    error_type: str = ""
    again: bool = False


class LogRecord(NamedTuple):
    """One log event. `frames` stand innermost first. `complete` is False where only the start of a record was there."""

    kind: Kind
    level: Level = Level.UNKNOWN
    message: str = ""
    request_id: str = ""
    error_type: str = ""
    frames: tuple[Frame, ...] = ()
    trace_id: str = ""
    version: str = ""
    report: Report | None = None
    init: Init | None = None
    complete: bool = True

    @property
    def is_error(self) -> bool:
        """Whether it tells of something that went wrong: of error level or above, or a bad end that Lambda noted."""
        return self.kind is Kind.FAILURE or (self.kind is Kind.APPLICATION and self.level >= Level.ERROR)
