"""How often something is invoked: by the clock (a schedule), or by people and machines with a daily rhythm."""

import math
from dataclasses import dataclass

DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class Traffic:
    """`per_minute` invocations at the weekday's peak, or one run each `every` minutes, at minute `at` of them (UTC).

    `rhythm`: people (two peaks, quiet nights), flat, or night (batch windows). `weekend` is a factor. Both zero: idle.
    """

    per_minute: float = 0.0
    rhythm: str = "people"
    weekend: float = 0.8
    every: int = 0
    at: int = 0

    @property
    def idle(self) -> bool:
        """Nothing ever invokes it."""
        return not self.per_minute and not self.every

    def expected(self, ts: int) -> float:
        """Expected invocations in the minute that starts at `ts` (epoch seconds, UTC)."""
        minute = ts // 60
        if self.every:
            return 1.0 if minute % self.every == self.at else 0.0
        weekday = (minute // DAY_MINUTES + 3) % 7
        factor = self.weekend if weekday > 4 else 1.0
        return self.per_minute * factor * _RHYTHMS[self.rhythm][minute % DAY_MINUTES]


def _people(minute: int) -> float:
    hour = minute / 60
    noon = math.exp(-(((hour - 11.5) / 3.2) ** 2))
    evening = math.exp(-(((hour - 19.5) / 2.6) ** 2))
    return min(1.0, 0.28 + 0.6 * noon + 0.7 * evening)


def _night(minute: int) -> float:
    hour = minute / 60
    return 0.1 + 0.9 * math.exp(-(((hour - 3.0) / 1.8) ** 2))


_RHYTHMS: dict[str, tuple[float, ...]] = {
    "people": tuple(_people(m) for m in range(DAY_MINUTES)),
    "night": tuple(_night(m) for m in range(DAY_MINUTES)),
    "flat": (1.0,) * DAY_MINUTES,
}
