"""Memory that functions used against what they have, from their reports."""

from collections import defaultdict
from dataclasses import dataclass

from collectors.records import Identity, ReportBucket
from webapp.config import Config
from webapp.pages import logs_looked
from webapp.pages.log_trends import LineTrend
from webapp.pages.logs_looked import LogsLooked
from webapp.pages.time_range import TimeRange
from webapp.store import Connection, report_buckets

SLICES = 24


@dataclass(frozen=True, slots=True)
class MemoryLine:
    """One function. `share` is the most that was used of what it had then; `spark` is that in percent over time."""

    identity: Identity
    memory_mb: float | None
    max_memory_mb: float | None
    share: float | None
    out_of_memory: int
    reports: int
    spark: tuple[float | None, ...]

    @property
    def key(self) -> str:
        """What names the line in addresses."""
        return "|".join((self.identity.name, self.identity.account, self.identity.region))


@dataclass(frozen=True, slots=True)
class MemoryPage:
    """The functions with reports in `shown`, the fullest first; `trend` is of the chosen one, or the first."""

    lines: tuple[MemoryLine, ...]
    shown: TimeRange
    looked: LogsLooked
    trend: LineTrend | None = None

    @property
    def full(self) -> int:
        """How many used nine tenths of what they have, or more."""
        return sum(line.out_of_memory > 0 or (line.share or 0) >= 0.9 for line in self.lines)


def load(conn: Connection, config: Config, shown: TimeRange, now: int, only: Identity | None = None) -> MemoryPage:
    """The page; of one function where it is given."""
    start = shown.start // 300 * 300
    found: dict[Identity, list[ReportBucket]] = defaultdict(list)
    for bucket in report_buckets.buckets(conn, start, shown.end, None if only is None else [only]):
        found[bucket.function].append(bucket)
    lines = [_line(identity, buckets, start, shown.end) for identity, buckets in found.items()]
    lines.sort(key=lambda line: (-line.out_of_memory, -(line.share or 0), line.identity))
    return MemoryPage(tuple(lines), shown, logs_looked.load(conn, config, "reports", now))


def _line(identity: Identity, buckets: list[ReportBucket], start: int, end: int) -> MemoryLine:
    shares = [(each.ts, share) for each in buckets if (share := share_of(each)) is not None]
    slices: list[float | None] = [None] * SLICES
    for ts, share in shares:
        at = min(SLICES - 1, max(0, (ts - start) * SLICES // max(1, end - start)))
        slices[at] = max(slices[at] or 0.0, 100 * share)
    return MemoryLine(
        identity=identity,
        memory_mb=buckets[-1].memory_mb,
        max_memory_mb=max((each.max_memory_mb for each in buckets if each.max_memory_mb is not None), default=None),
        share=max((share for _, share in shares), default=None),
        out_of_memory=sum(each.out_of_memory for each in buckets),
        reports=sum(each.reports for each in buckets),
        spark=tuple(slices),
    )


def share_of(bucket: ReportBucket) -> float | None:
    """How much of its memory was used, 0 to 1; None where it is not told."""
    if bucket.memory_mb is None or bucket.max_memory_mb is None or not bucket.memory_mb:
        return None
    return bucket.max_memory_mb / bucket.memory_mb
