"""What AWS says that it billed."""

from dataclasses import dataclass

from collectors.records.identity import Identity


@dataclass(frozen=True, slots=True)
class BilledDay:
    """One usage type of an account in a region on the day (UTC) from `day` on.

    `quantity` and `usd` are decimals as AWS wrote them, before credits and tax.
    """

    identity: Identity
    day: int
    usage_type: str
    quantity: str
    usd: str
