"""What a function spends in a month, and an idea that would save some of it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from collectors.records import Function, Identity
from webapp.analysis.bill import NOTHING, Cost
from webapp.analysis.prices import Item
from webapp.analysis.usage import Usage


class Confidence(StrEnum):
    """How sure the sum is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Runs:
    """What the reports of a month tell of a function: how many there are, and what was in them."""

    reports: int = 0
    max_memory_mb: int | None = None
    cold_starts: int = 0
    init_ms: int = 0
    timeouts: int = 0
    timeout_ms: int = 0


@dataclass(frozen=True, slots=True)
class Spending:
    """One function at its present pace: what it uses and costs in a month, and what else is known of it.

    `concurrency_max` is the most instances at once; `retention_days` is None where logs are kept for ever, and
    `stored_bytes` None where nobody looked or others write there, too; `log_age_days` is the age of its log group;
    `feeds_itself` names a queue by which its failures come back to it; `tries` is how often an event that fails is
    tried in all, None where nothing tries it again or nobody knows.
    """

    function: Function
    usage: Usage
    cost: Cost
    runs: Runs = Runs()
    concurrency_max: int | None = None
    stored_bytes: int | None = None
    retention_days: int | None = None
    log_age_days: int | None = None
    feeds_itself: str = ""
    tries: int | None = None

    @property
    def execution_usd(self) -> Decimal:
        """Requests and compute."""
        return self.usd_of(Item.REQUESTS, Item.COMPUTE, Item.PROVISIONED_COMPUTE)

    def usd_of(self, *items: Item) -> Decimal:
        """What these items cost together."""
        return sum((self.cost.parts.get(item, NOTHING) for item in items), NOTHING)

    def usd_of_ms(self, ms: int) -> Decimal:
        """What this much of its duration costs."""
        compute = self.usd_of(Item.COMPUTE, Item.PROVISIONED_COMPUTE)
        return compute * ms / self.usage.duration_ms if self.usage.duration_ms else NOTHING


@dataclass(frozen=True, slots=True)
class Saving:
    """One idea: `usd_a_month` at the present pace."""

    identity: Identity
    kind: str
    title: str
    text: str
    risk: str
    confidence: Confidence
    usd_a_month: Decimal
