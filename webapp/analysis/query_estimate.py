"""What a Logs Insights query will scan: what the log groups hold, times the share of that time it asks about. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from collectors.costs import scanning_usd
from collectors.durations import DAY
from collectors.records import LogGroup


@dataclass(frozen=True, slots=True)
class Estimate:
    """Bytes and dollars; `unknown` are groups of which nothing is known, which come on top."""

    bytes: int
    unknown: tuple[str, ...] = ()

    @property
    def gigabytes(self) -> float:
        """GB as CloudWatch bills them."""
        return self.bytes / 1e9

    @property
    def usd(self) -> float:
        """Dollars."""
        return scanning_usd(self.bytes)


def estimate(names: Iterable[str], groups: Iterable[LogGroup], start: int, end: int, now: int) -> Estimate:
    """For a query over [start, end) epoch seconds of the log groups `names`, in one account and region.

    Bytes are taken to have come evenly since the group was made, or since what it still keeps; a burst scans more.
    """
    known = {group.identity.name: group for group in groups}
    wanted = list(names)
    found = sum(_share(known[name], start, end, now) for name in wanted if name in known)
    return Estimate(round(found), tuple(name for name in wanted if name not in known))


def _share(group: LogGroup, start: int, end: int, now: int) -> float:
    kept_since = now - group.retention_days * DAY if group.retention_days else 0
    first = max(kept_since, group.created_at or now - 30 * DAY)
    asked = min(end, now) - max(start, first)
    return group.stored_bytes * max(0, asked) / max(DAY / 24, now - first)
