"""An alarm that somebody is about to put: PutMetricAlarm and PutCompositeAlarm as one frozen record."""

from dataclasses import dataclass, field

from collectors.records import Identity
from webapp.analysis.alarm_backtest.lines import Line


@dataclass(frozen=True, slots=True)
class Actions:
    """The ARNs that are told when the alarm enters a state."""

    alarm: tuple[str, ...] = ()
    ok: tuple[str, ...] = ()
    insufficient: tuple[str, ...] = ()
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class WarmUp:
    """How long a new alarm waits, and whether it waits on where its data is there earlier."""

    minutes: int
    whole: bool = False


@dataclass(frozen=True, slots=True)
class AlarmDraft:
    """An alarm on `watched`, in its account and region.

    One line without an expression is a metric alarm; more lines are metric math; `band` makes it an anomaly alarm, so
    many standard deviations wide; `rule` makes it a composite one, and everything about data points is idle then.
    `zone` is the time zone of a wall clock window, empty for a window that slides. Periods are in seconds.
    """

    watched: Identity
    name: str
    lines: tuple[Line, ...] = ()
    comparison: str = "GreaterThanThreshold"
    threshold: float | None = None
    period: int = 60
    n: int = 1
    m: int = 1
    missing: str = "missing"
    low_samples: str = ""
    unit: str = ""
    band: float | None = None
    zone: str = ""
    warm_up: WarmUp | None = None
    rule: str = ""
    description: str = ""
    actions: Actions = field(default_factory=Actions)
    tags: tuple[tuple[str, str], ...] = ()

    @property
    def main(self) -> Line | None:
        """The line that is compared with the threshold."""
        return next((line for line in self.lines if line.returned), None)

    @property
    def metrics(self) -> tuple[Line, ...]:
        """The lines that are metrics."""
        return tuple(line for line in self.lines if not line.expression)
