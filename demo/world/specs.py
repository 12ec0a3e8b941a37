"""What is written down about the company: functions, queues, mappings, alarms, topics, accounts.

Times are seconds relative to the world's epoch (negative: before it started), unless a field says otherwise.
Names and values of AWS's configuration are AWS's own; what only the world knows (traffic, effects) stands apart.
"""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256

from demo.durations import DAY
from demo.world.effects import Effect
from demo.world.traffic import Traffic


@dataclass(frozen=True, slots=True)
class Deploy:
    """New code at `at`, by an IAM user. `version` is what was published, `size` the package's bytes."""

    at: int
    by: str
    version: str
    size: int


@dataclass(frozen=True, slots=True)
class AliasSpec:
    """An alias: its version, and (version, share 0..1) pairs of additional versions."""

    name: str
    version: str
    weights: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class FunctionSpec:
    """One Lambda function: its configuration, what invokes it and what is wrong with it.

    `trigger` is api, sqs, stream, schedule or async. `feed` is the SQS queue (same account, region) that it works on.
    `dead_letter` and `on_failure` name SQS queues of the same account and region. `shape` is how the application logs:
    json, powertools, lambda-json, python, node or java. `denied`: reads about this one function are refused.
    Each is itself and equal to no other: it is what the caches are keyed by, so its hash has to be fast.
    """

    account: str
    region: str
    name: str
    runtime: str
    trigger: str
    traffic: Traffic
    memory: int = 512
    timeout: int = 30
    architecture: str = "arm64"
    package: str = "Zip"
    shape: str = "python"
    log_format: str = "Text"
    system_log_level: str = "INFO"
    log_group: str = ""
    description: str = ""
    handler: str = "app.handler"
    ephemeral: int = 512
    team: str = "platform"
    service: str = "platform"
    tier: str = "2"
    tags: tuple[tuple[str, str], ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    layers: tuple[str, ...] = ()
    tracing: str = "PassThrough"
    snap_start: bool = False
    feed: str = ""
    item_failures: bool = False
    dead_letter: str = ""
    on_failure: str = ""
    retries: int | None = None
    max_event_age: int | None = None
    reserved: int | None = None
    aliases: tuple[AliasSpec, ...] = ()
    provisioned: tuple[tuple[str, int], ...] = ()
    deploys: tuple[Deploy, ...] = ()
    denied: bool = False
    duration_ms: float = 60.0
    spread: float = 0.5
    init_ms: float = 400.0
    cold_share: float = 0.004
    memory_share: float = 0.35
    leak_period: int = 0
    leak_phase: float = 0.0
    error: str = "KeyError"
    error_rate: float = 0.0005
    effects: tuple[Effect, ...] = ()

    @property
    def arn(self) -> str:
        """The unqualified function ARN."""
        return f"arn:aws:lambda:{self.region}:{self.account}:function:{self.name}"

    @property
    def group(self) -> str:
        """The log group that it writes to."""
        return self.log_group or f"/aws/lambda/{self.name}"

    @property
    def version(self) -> str:
        """The version that its callers reach: an alias's, else $LATEST."""
        return self.aliases[0].version if self.aliases else "$LATEST"

    @property
    def all_tags(self) -> dict[str, str]:
        """Its tags: team, service, tier and more."""
        return {"team": self.team, "service": self.service, "tier": self.tier} | dict(self.tags)

    def code_sha256(self, deploy: Deploy) -> str:
        """A stand-in for the package's digest, base64 as Lambda shows it, different for every deploy."""
        return _digest64(f"{self.arn}:{deploy.version}:{deploy.at}")


@dataclass(frozen=True, slots=True, eq=False)
class QueueSpec:
    """An SQS queue. `drained` are moments when everything in it was redriven or deleted by a person."""

    account: str
    region: str
    name: str
    dead_letter: str = ""
    max_receives: int = 3
    retention: int = 4 * DAY
    visibility: int = 60
    tags: tuple[tuple[str, str], ...] = ()
    drained: tuple[int, ...] = ()
    kms_key: str = ""

    @property
    def arn(self) -> str:
        """The queue's ARN."""
        return f"arn:aws:sqs:{self.region}:{self.account}:{self.name}"

    @property
    def fifo(self) -> bool:
        """FIFO queues are told by their name."""
        return self.name.endswith(".fifo")


@dataclass(frozen=True, slots=True)
class MappingSpec:
    """An event source mapping of `function` (qualified by an alias where `qualifier` is given)."""

    account: str
    region: str
    function: str
    source_arn: str
    qualifier: str = ""
    state: str = "Enabled"
    batch_size: int = 10
    batching_window: int = 0
    maximum_concurrency: int | None = None
    parallelization: int | None = None
    maximum_retry_attempts: int | None = None
    on_failure_arn: str = ""
    report_item_failures: bool = False
    starting_position: str = ""
    last_result: str = "OK"

    @property
    def uuid(self) -> str:
        """A stable mapping id."""
        text = sha256(f"{self.account}:{self.region}:{self.function}:{self.source_arn}".encode()).hexdigest()
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:32]}"


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


@dataclass(frozen=True, slots=True)
class TrailSpec:
    """One CloudTrail management event: who did what to which resource."""

    account: str
    region: str
    at: int
    event: str
    source: str
    by: str
    resource_type: str
    resource: str
    parameters: tuple[tuple[str, str], ...] = ()
    answered: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class AccountSpec:
    """One account in one region: its Lambda concurrency limit, its alias, and the role by which others read it."""

    account: str
    region: str
    alias: str
    concurrency: int = 1000
    role_arn: str = ""
    external_id: str = ""


def _digest64(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()
