"""Alarms, the metrics of their arithmetic, the rules that mute them, and the topics that they tell."""

from dataclasses import dataclass

from demo.durations import DAY


@dataclass(frozen=True, slots=True)
class MetricSpec:
    """One line of a metric-math alarm: a metric with dimensions, or an expression."""

    id: str
    expression: str = ""
    namespace: str = ""
    metric: str = ""
    dimensions: tuple[tuple[str, str], ...] = ()
    statistic: str = ""
    period: int = 60
    label: str = ""
    returned: bool = False


@dataclass(frozen=True, slots=True)
class AlarmSpec:
    """A metric, metric-math (`metrics`) or composite (`rule`) alarm, and its state at the epoch.

    `state_at` is when it entered that state. An extended statistic (`p99`) stands in `statistic` too.
    """

    account: str
    region: str
    name: str
    namespace: str = ""
    metric: str = ""
    dimensions: tuple[tuple[str, str], ...] = ()
    statistic: str = "Sum"
    period: int = 60
    threshold: float = 0.0
    comparison: str = "GreaterThanThreshold"
    evaluation_periods: int = 3
    datapoints: int = 3
    missing: str = "missing"
    description: str = ""
    actions_enabled: bool = True
    actions: tuple[str, ...] = ()
    ok_actions: tuple[str, ...] = ()
    metrics: tuple[MetricSpec, ...] = ()
    rule: str = ""
    state: str = "OK"
    state_at: int = -3 * DAY
    reason: str = ""
    tags: tuple[tuple[str, str], ...] = ()

    @property
    def arn(self) -> str:
        """The alarm's ARN."""
        return f"arn:aws:cloudwatch:{self.region}:{self.account}:alarm:{self.name}"


@dataclass(frozen=True, slots=True)
class MuteSpec:
    """An alarm mute rule: whose alarms run no actions, and when."""

    account: str
    region: str
    name: str
    alarms: tuple[str, ...]
    expression: str
    duration: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """An SNS topic, and whether the one who asked for its messages has confirmed it."""

    account: str
    region: str
    name: str
    confirmed: bool = True

    @property
    def arn(self) -> str:
        """The topic's ARN."""
        return f"arn:aws:sns:{self.region}:{self.account}:{self.name}"
