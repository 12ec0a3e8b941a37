"""Lambda functions, their aliases, event source mappings and the account's limits."""

from dataclasses import dataclass

from collectors.records.identity import Identity

STREAMS = (["kinesis"], ["dynamodb"], ["rds"])
"""Services that are read as streams; rds is the service in DocumentDB's ARNs."""


@dataclass(frozen=True, slots=True)
class Alias:
    """An alias and where it sends traffic: `version` gets what `weights` (version, share 0..1) leave over."""

    name: str
    version: str
    weights: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ProvisionedConcurrency:
    """Provisioned concurrency of one version or alias."""

    qualifier: str
    requested: int
    available: int | None = None
    status: str = ""


@dataclass(frozen=True, slots=True)
class Function:
    """A function's configuration as ListFunctions and its companions tell it.

    `environment` holds (name, keyed hash of the value), never a value. `tags`, `aliases`, concurrency and destination
    fields are None where they could not be read (denied or not asked), empty where AWS said that there are none;
    `reserved_concurrency` is None both for "no reservation" and "not read": `unread` names the fields not read.
    `snapshot_mb` is the memory of all published versions that have a SnapStart snapshot.
    `revision` is Lambda's RevisionId; `details_read_at` is when aliases, concurrency and destinations were last asked
    for function by function, which happens seldom: in between they are carried over.
    """

    identity: Identity
    arn: str
    runtime: str | None
    architecture: str
    memory_mb: int
    timeout_s: int
    ephemeral_mb: int
    package_type: str
    code_sha256: str
    code_bytes: int
    last_modified: int | None
    handler: str = ""
    role_arn: str = ""
    description: str = ""
    log_group: str = ""
    log_format: str = "Text"
    system_log_level: str = ""
    application_log_level: str = ""
    tracing: str = "PassThrough"
    layers: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    vpc_id: str = ""
    snap_start: bool = False
    state: str = ""
    dead_letter_arn: str = ""
    on_failure_arn: str = ""
    on_success_arn: str = ""
    max_retry_attempts: int | None = None
    max_event_age_s: int | None = None
    tags: tuple[tuple[str, str], ...] | None = None
    aliases: tuple[Alias, ...] | None = None
    reserved_concurrency: int | None = None
    provisioned: tuple[ProvisionedConcurrency, ...] | None = None
    snapshot_mb: int | None = None
    unread: tuple[str, ...] = ()
    revision: str = ""
    details_read_at: int | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """An event source mapping: what feeds a function."""

    uuid: str
    function: Identity
    qualifier: str
    source_arn: str
    state: str
    batch_size: int | None = None
    maximum_concurrency: int | None = None
    parallelization: int | None = None
    maximum_retry_attempts: int | None = None
    on_failure_arn: str = ""
    reports_batch_item_failures: bool = False
    last_result: str = ""
    last_modified: int | None = None

    @property
    def has_iterator_age(self) -> bool:
        """Whether Lambda publishes IteratorAge for it (Lambda developer guide, event source mapping metrics)."""
        return self.source_arn.split(":")[2:3] in STREAMS


@dataclass(frozen=True, slots=True)
class AccountLimits:
    """GetAccountSettings: `concurrency` is the account's limit in the region, `unreserved` what functions share."""

    identity: Identity
    concurrency: int
    unreserved: int
