"""What a measurement says: one row of the table and of bench.json."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`name` is stable (bench.json's key); `limit` is what the value must not exceed, None where it only informs."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    note: str = ""

    @property
    def ok(self) -> bool:
        """Whether the limit, if there is one, is kept."""
        return self.limit is None or self.value <= self.limit
