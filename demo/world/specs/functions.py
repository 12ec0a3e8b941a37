"""Functions with their deploys and aliases, and the event source mappings that feed them."""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256

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


def _digest64(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()
