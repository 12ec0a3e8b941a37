"""CloudWatch alarms, what they watch and how their state moved."""

from dataclasses import dataclass

from collectors.records.identity import Identity


@dataclass(frozen=True, slots=True)
class AlarmAction:
    """An ARN that is told when the alarm enters `on`: ALARM, OK or INSUFFICIENT_DATA."""

    on: str
    arn: str


@dataclass(frozen=True, slots=True)
class AlarmMetric:
    """One line of metric math: a metric with its statistic, or an expression; the `returned` one is compared."""

    id: str
    namespace: str = ""
    metric: str = ""
    statistic: str = ""
    period: int | None = None
    expression: str = ""
    dimensions: tuple[tuple[str, str], ...] = ()
    returned: bool = True
    label: str = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A metric or composite alarm. `watches` are the functions, queues or accounts that it looks at.

    For metric math, `metrics` are its lines and the fields of the single metric are empty; for a composite alarm,
    `rule` is its expression and `children` the names in it. `low_samples` is EvaluateLowSampleCountPercentile, `zone`
    the time zone of a wall clock window (empty: the window slides), `warm_up_minutes` None where there is none.
    `evaluation_state` is CloudWatch's word about partial data or evaluation errors, empty when all is well.
    """

    identity: Identity
    arn: str
    alarm_type: str
    state: str
    state_since: int | None
    state_reason: str
    watches: tuple[Identity, ...] = ()
    description: str = ""
    namespace: str = ""
    metric: str = ""
    statistic: str = ""
    dimensions: tuple[tuple[str, str], ...] = ()
    period: int | None = None
    threshold: float | None = None
    comparison: str = ""
    evaluation_periods: int | None = None
    datapoints_to_alarm: int | None = None
    treat_missing_data: str = "missing"
    unit: str = ""
    metrics: tuple[AlarmMetric, ...] = ()
    rule: str = ""
    children: tuple[str, ...] = ()
    actions_enabled: bool = True
    actions: tuple[AlarmAction, ...] = ()
    updated_at: int | None = None
    evaluation_state: str = ""
    low_samples: str = ""
    zone: str = ""
    warm_up_minutes: int | None = None
    warm_up_whole: bool = False


@dataclass(frozen=True, slots=True)
class AlarmTags:
    """The tags of every tagged alarm of the account and region `identity`, by the alarm's name."""

    identity: Identity
    tags: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class ActionFailure:
    """An action that CloudWatch failed to execute when the alarm moved: nobody was told. From DescribeAlarmHistory."""

    identity: Identity
    at: int
    arn: str
    reason: str


@dataclass(frozen=True, slots=True)
class AlarmTransition:
    """One change of an alarm's state, from DescribeAlarmHistory or seen between two reads."""

    identity: Identity
    at: int
    before: str
    after: str
    reason: str
