"""What a function used, in the integers that AWS's bill is made of, whichever source they come from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum

from collectors.records import Identity
from webapp.analysis.bill import Line, Pool
from webapp.analysis.prices import ANY, Item

NEARLY_ALL = 0.98
"""Reports of this share of the invocations count as reports of all: some still are on their way."""
FREE_EPHEMERAL_MB = 512
_MB_MS_A_GB_S = Decimal(1024 * 1000)
_MB_A_GB = Decimal(1024)
_BYTES_A_GB = Decimal(1024**3)
_ONE = Decimal(1)


OF_ANY = frozenset({Item.SNAP_START_CACHE, Item.SNAP_START_RESTORE, Item.LOG_INGESTION, Item.LOG_INGESTION_INFREQUENT})
"""What has one price and one tier for all architectures."""


class Basis(StrEnum):
    """What durations were counted from."""

    REPORTS = "reports"
    """Billed Duration, as Lambda itself wrote it: initialisation is in it wherever it is billed."""
    PARTLY = "partly"
    """Billed Duration of the invocations that were reported, the metric for the others."""
    METRICS = "metrics"
    """CloudWatch's Duration: initialisation is not in it, nor the rounding up of each invocation to a millisecond."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What one function on one architecture used in some stretch of time. Everything can be added up.

    `duration_ms` is what is charged: Billed Duration of the `reported` invocations and the metric of the others.
    `mb_ms` is memory times that; the `provisioned_` ones are configured memory times seconds, and the part of `mb_ms`
    that ran on it; `ephemeral_mb_ms` is /tmp above 512 MB times duration. `error_mb_ms` is what failed invocations
    took of `mb_ms`. `log_bytes` were written to its log group, `infrequent_log_bytes` to one of the Infrequent Access
    class. `snapshot_mb_s` is the memory of the versions whose SnapStart snapshots are kept and paid for, times seconds,
    `restored_mb` the memory of those that were restored.
    """

    identity: Identity
    architecture: str
    requests: int = 0
    errors: int = 0
    reported: int = 0
    duration_ms: int = 0
    mb_ms: int = 0
    ephemeral_mb_ms: int = 0
    provisioned_mb_s: int = 0
    provisioned_mb_ms: int = 0
    log_bytes: int = 0
    infrequent_log_bytes: int = 0
    snapshot_mb_s: int = 0
    restored_mb: int = 0

    @property
    def basis(self) -> Basis:
        """What `duration_ms` was counted from."""
        if not self.reported:
            return Basis.METRICS
        return Basis.REPORTS if self.reported >= NEARLY_ALL * self.requests else Basis.PARTLY

    def plus(self, other: "Usage") -> "Usage":
        """Both together."""
        return Usage(
            self.identity, self.architecture, *(getattr(self, name) + getattr(other, name) for name in QUANTITIES)
        )

    def times(self, factor: Decimal) -> "Usage":
        """The same, `factor` times over."""
        return Usage(self.identity, self.architecture, *(int(getattr(self, name) * factor) for name in QUANTITIES))


QUANTITIES = tuple(field.name for field in fields(Usage) if field.type is int)
"""The fields that are added up."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How a function was set up for a while: what its duration is multiplied with."""

    architecture: str
    memory_mb: int
    ephemeral_mb: int = FREE_EPHEMERAL_MB
    provisioned: int = 0
    """Instances of provisioned concurrency, of all versions and aliases together."""
    snapshot_mb: int = 0
    """Memory of all versions whose SnapStart snapshot is kept and paid for."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was seen of a function while one setting held: metrics, and the reports of some or all invocations.

    `seconds` is how long the setting held; `spillover` are invocations that found no provisioned instance free.
    """

    requests: int
    duration_ms: int
    errors: int = 0
    spillover: int = 0
    reported: int = 0
    billed_ms: int = 0
    restores: int = 0
    seconds: int = 0


def usage_of(identity: Identity, setting: Setting, measured: Measured) -> Usage:
    """What is charged for. With provisioned concurrency, whatever did not spill over is taken to have run on it."""
    duration_ms = charged_ms(measured)
    mb_ms = setting.memory_mb * duration_ms
    on_provisioned = max(0, measured.requests - measured.spillover) if setting.provisioned else 0
    return Usage(
        identity=identity,
        architecture=setting.architecture,
        requests=measured.requests,
        errors=measured.errors,
        reported=min(measured.reported, measured.requests),
        duration_ms=duration_ms,
        mb_ms=mb_ms,
        ephemeral_mb_ms=max(0, setting.ephemeral_mb - FREE_EPHEMERAL_MB) * duration_ms,
        provisioned_mb_s=setting.provisioned * setting.memory_mb * _rounded_up(measured.seconds),
        provisioned_mb_ms=mb_ms * on_provisioned // measured.requests if measured.requests else 0,
        snapshot_mb_s=setting.snapshot_mb * measured.seconds,
        restored_mb=setting.memory_mb * measured.restores if setting.snapshot_mb else 0,
    )


def charged_ms(measured: Measured) -> int:
    """Billed Duration of what was reported, and the metric's mean for each invocation that was not."""
    if measured.reported >= measured.requests:
        return measured.billed_ms if measured.reported else measured.duration_ms
    missing = measured.requests - measured.reported
    return measured.billed_ms + measured.duration_ms * missing // measured.requests


def added(usages: Iterable[Usage]) -> list[Usage]:
    """Usages of the same thing and architecture put together."""
    found: dict[tuple[Identity, str], Usage] = {}
    for usage in usages:
        key = (usage.identity, usage.architecture)
        found[key] = found[key].plus(usage) if key in found else usage
    return list(found.values())


def lines(usages: Iterable[Usage]) -> Iterator[Line[Identity]]:
    """The lines of a bill, of what was used at all."""
    for usage in usages:
        identity = usage.identity
        for item, quantity in quantities(usage):
            yield Line(identity, pool_of(identity, usage.architecture, item), quantity)


def pool_of(identity: Identity, architecture: str, item: Item) -> Pool:
    """Where AWS adds it up: logs and snapshots of both architectures together."""
    return Pool(identity.account, identity.region, ANY if item in OF_ANY else architecture, item)


def quantities(usage: Usage) -> Iterator[tuple[Item, Decimal]]:
    """What was used of all that is charged for, in the units of the price book; duration on provisioned concurrency has
    its own price."""
    counted = (
        (Item.REQUESTS, usage.requests, _ONE),
        (Item.COMPUTE, usage.mb_ms - usage.provisioned_mb_ms, _MB_MS_A_GB_S),
        (Item.PROVISIONED_COMPUTE, usage.provisioned_mb_ms, _MB_MS_A_GB_S),
        (Item.PROVISIONED, usage.provisioned_mb_s, _MB_A_GB),
        (Item.EPHEMERAL, usage.ephemeral_mb_ms, _MB_MS_A_GB_S),
        (Item.SNAP_START_CACHE, usage.snapshot_mb_s, _MB_A_GB),
        (Item.SNAP_START_RESTORE, usage.restored_mb, _MB_A_GB),
        (Item.LOG_INGESTION, usage.log_bytes, _BYTES_A_GB),
        (Item.LOG_INGESTION_INFREQUENT, usage.infrequent_log_bytes, _BYTES_A_GB),
    )
    for item, count, unit in counted:
        if count:
            yield item, count / unit


def _rounded_up(seconds: int) -> int:
    """Provisioned concurrency is charged in steps of five minutes (Lambda pricing)."""
    return -(-seconds // 300) * 300
