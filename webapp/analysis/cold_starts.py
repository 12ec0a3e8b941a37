"""How often, how slowly and since when environments start cold. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from collectors.records import Change, ColdStart, ReportBucket
from webapp.analysis.cold_start_causes import Cause, cause_of

ENOUGH = 5
"""Cold starts on both sides before one is called slower than the other."""

WORSE_FACTOR = 1.3
WORSE_MS = 100.0


@dataclass(frozen=True, slots=True)
class Starts:
    """Cold starts of some stretch of time. Percentiles are None where there was none of the kind.

    `exact` percentiles are over every single start; else they are the worst five minutes' own.
    """

    reports: int
    inits: int
    restores: int
    cut: int
    init_p50_ms: float | None
    init_p95_ms: float | None
    restore_p50_ms: float | None
    restore_p95_ms: float | None
    exact: bool

    @property
    def cold(self) -> int:
        """How many environments were started."""
        return self.inits + self.restores + self.cut

    @property
    def share(self) -> float | None:
        """Cold starts of all reported invocations, 0 to 1."""
        return min(1.0, self.cold / self.reports) if self.reports else None

    @property
    def p95_ms(self) -> float | None:
        """What a slow start takes, by init or by restore."""
        return max((v for v in (self.init_p95_ms, self.restore_p95_ms) if v is not None), default=None)


@dataclass(frozen=True, slots=True)
class Worse:
    """Starts got slower about `at`; `cause` is what was changed last before, of all that can explain it."""

    at: int
    before_ms: float
    after_ms: float
    cause: Cause | None


def starts_of(buckets: Sequence[ReportBucket], cold: Sequence[ColdStart]) -> Starts:
    """The cold starts of one function, version or runtime."""
    inits = [each.took_ms for each in cold if each.kind in ("init", "cut")]
    restores = [each.took_ms for each in cold if each.kind == "restore"]
    counted = sum(bucket.cold_starts for bucket in buckets)
    exact = len(cold) >= counted
    return Starts(
        reports=sum(bucket.reports for bucket in buckets),
        inits=sum(bucket.inits for bucket in buckets),
        restores=sum(bucket.restores for bucket in buckets),
        cut=sum(bucket.cut_inits for bucket in buckets),
        init_p50_ms=percentile(inits, 50) if exact else _worst(bucket.init_p50_ms for bucket in buckets),
        init_p95_ms=percentile(inits, 95) if exact else _worst(bucket.init_p95_ms for bucket in buckets),
        restore_p50_ms=percentile(restores, 50) if exact else _worst(bucket.restore_p50_ms for bucket in buckets),
        restore_p95_ms=percentile(restores, 95) if exact else _worst(bucket.restore_p95_ms for bucket in buckets),
        exact=exact,
    )


def percentile(values: Iterable[float], percent: float) -> float | None:
    """The value that `percent` of them do not exceed (nearest rank), None of nothing."""
    ordered = sorted(values)
    return ordered[max(0, ceil(percent / 100 * len(ordered)) - 1)] if ordered else None


def trend(cold: Iterable[ColdStart], start: int, end: int, slices: int) -> tuple[float | None, ...]:
    """The p95 of the starts in each of so many slices; None where there was none."""
    found: list[list[float]] = [[] for _ in range(slices)]
    for each in cold:
        at = int((each.at / 1000 - start) / max(1, end - start) * slices)
        found[min(slices - 1, max(0, at))].append(each.took_ms)
    return tuple(percentile(values, 95) for values in found)


def worse(cold: Sequence[ColdStart], changes: Iterable[Change]) -> Worse | None:
    """Where the medians before and after differ most, if the starts after it are clearly slower."""
    ordered = sorted(cold, key=lambda each: each.at)
    took = [each.took_ms for each in ordered]
    best: tuple[float, int, float, float] | None = None
    step = max(1, len(took) // 50)
    for cut in range(ENOUGH, len(took) - ENOUGH + 1, step):
        before, after = percentile(took[:cut], 50), percentile(took[cut:], 50)
        if before is not None and after is not None and (best is None or after / max(before, 1.0) > best[0]):
            best = (after / max(before, 1.0), cut, before, after)
    if best is None or best[0] < WORSE_FACTOR or best[3] - best[2] < WORSE_MS:
        return None
    at = ordered[best[1]].at // 1000
    return Worse(at, best[2], best[3], cause_of(changes, at))


def _worst(values: Iterable[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)
