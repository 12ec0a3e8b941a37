"""Log events as CloudWatch holds them: where each stands, when it came in, and what points to it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple
from zlib import crc32

_LAG_MS = 4000
"""An event can be read half a second to about five seconds after it was written."""


class Event:
    """One event of one log stream. `at` is epoch milliseconds; `log` is `account:group`."""

    __slots__ = ("at", "log", "message", "stream")

    def __init__(self, at: int, stream: str, message: str, log: str) -> None:
        self.at, self.stream, self.message, self.log = at, stream, message, log

    @property
    def ingested(self) -> int:
        """When it could first be read, epoch milliseconds."""
        return self.at + 500 + self.mark % _LAG_MS

    @property
    def mark(self) -> int:
        """A number that tells it from others of the same stream and moment."""
        return crc32(self.message[:200].encode("utf-8", "replace"), self.at & 0xFFFFFFFF)

    @property
    def ptr(self) -> str:
        """What `@ptr` holds: GetLogRecord takes it."""
        return urlsafe_b64encode(f"{self.log}\n{self.stream}\n{self.at}\n{self.mark}".encode()).decode()


class Pointer(NamedTuple):
    """A `@ptr` read back."""

    log: str
    stream: str
    at: int
    mark: int


def pointed(ptr: str) -> Pointer | None:
    """The place that a `@ptr` names, None where it is none."""
    try:
        log, stream, at, mark = urlsafe_b64decode(ptr.encode()).decode().split("\n")
        return Pointer(log, stream, int(at), int(mark))
    except ValueError:
        return None
