"""A function of the world as Lambda describes it at a moment: its deploys and switches up to then, none after."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from demo.lambda_.times import iso
from demo.world.specs import Deploy, FunctionSpec, TrailSpec

Document = dict[str, Any]


@dataclass
class Function:
    """One function: its $LATEST configuration and all that hangs on it. `versions` are published ones, by number."""

    config: Document
    tags: dict[str, str] = field(default_factory=dict)
    versions: dict[str, Document] = field(default_factory=dict)
    aliases: dict[str, Document] = field(default_factory=dict)
    provisioned: dict[str, Document] = field(default_factory=dict)
    invoke_config: Document | None = None
    reserved: int | None = None

    @property
    def arn(self) -> str:
        """The unqualified ARN."""
        return str(self.config["FunctionArn"])


def function_at(spec: FunctionSpec, trail: tuple[TrailSpec, ...], epoch: float, now: float) -> Function:
    """The function as it is at `now`. `trail` holds what CloudTrail says about it."""
    deploys = [d for d in spec.deploys if epoch + d.at <= now] or list(spec.deploys[:1])
    past = [e for e in trail if epoch + e.at <= now]
    changed = [e.at for e in past if e.event.startswith("UpdateFunction")]
    config = _configuration(spec, deploys[-1], epoch + max([deploys[-1].at, *changed]))
    return Function(
        config=config,
        tags=spec.all_tags,
        versions={d.version: _published(spec, config, d, epoch) for d in deploys if d.version.isdigit()},
        aliases={alias["Name"]: alias for alias in _aliases(spec, deploys)},
        provisioned={
            name: provisioned(spec.arn, name, number, epoch + deploys[-1].at) for name, number in spec.provisioned
        },
        invoke_config=_invoke_config(spec, epoch + spec.deploys[0].at),
        reserved=_reserved(spec, trail, past),
    )


def provisioned(arn: str, qualifier: str, number: int, at: float) -> Document:
    """A provisioned concurrency configuration that has been allocated."""
    return {
        "FunctionArn": f"{arn}:{qualifier}",
        "RequestedProvisionedConcurrentExecutions": number,
        "AvailableProvisionedConcurrentExecutions": number,
        "AllocatedProvisionedConcurrentExecutions": number,
        "Status": "READY",
        "LastModified": iso(at),
    }


def revision(*parts: object) -> str:
    """A stable RevisionId, different whenever a part differs."""
    text = sha256(repr(parts).encode()).hexdigest()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-8{text[17:20]}-{text[20:32]}"


def _configuration(spec: FunctionSpec, deploy: Deploy, modified: float) -> Document:
    code = {"CodeSha256": spec.code_sha256(deploy), "CodeSize": deploy.size, "LastModified": iso(modified)}
    config: Document = {
        "FunctionName": spec.name,
        "FunctionArn": spec.arn,
        "Role": f"arn:aws:iam::{spec.account}:role/{spec.name}-role",
        "Description": spec.description,
        "Timeout": spec.timeout,
        "MemorySize": spec.memory,
        "Version": "$LATEST",
        "TracingConfig": {"Mode": spec.tracing},
        "RevisionId": revision(spec.arn, modified),
        "State": "Active",
        "LastUpdateStatus": "Successful",
        "PackageType": spec.package,
        "Architectures": [spec.architecture],
        "EphemeralStorage": {"Size": spec.ephemeral},
        "SnapStart": _snap_start(spec),
        "LoggingConfig": _logging(spec),
    }
    return config | code | _only_for_zip(spec) | _optional(spec)


def _only_for_zip(spec: FunctionSpec) -> Document:
    if spec.package == "Image":
        return {}
    runtime = f"arn:aws:lambda:{spec.region}::runtime:{sha256(spec.runtime.encode()).hexdigest()}"
    return {
        "Runtime": spec.runtime,
        "Handler": spec.handler,
        "RuntimeVersionConfig": {"RuntimeVersionArn": runtime},
    }


def _optional(spec: FunctionSpec) -> Document:
    found: Document = {}
    if spec.environment:
        found["Environment"] = {"Variables": dict(spec.environment)}
    if spec.layers:
        found["Layers"] = [{"Arn": arn, "CodeSize": 6_291_456 + len(arn)} for arn in spec.layers]
    if spec.dead_letter:
        found["DeadLetterConfig"] = {"TargetArn": _queue(spec, spec.dead_letter)}
    return found


def _snap_start(spec: FunctionSpec) -> Document:
    if spec.snap_start:
        return {"ApplyOn": "PublishedVersions", "OptimizationStatus": "On"}
    return {"ApplyOn": "None", "OptimizationStatus": "Off"}


def _logging(spec: FunctionSpec) -> Document:
    where = {"LogFormat": spec.log_format, "LogGroup": spec.group}
    if spec.log_format == "Text":
        return where
    return where | {"ApplicationLogLevel": "INFO", "SystemLogLevel": spec.system_log_level}


def _published(spec: FunctionSpec, config: Document, deploy: Deploy, epoch: float) -> Document:
    own = {"CodeSha256": spec.code_sha256(deploy), "CodeSize": deploy.size, "LastModified": iso(epoch + deploy.at)}
    named = {"FunctionArn": f"{spec.arn}:{deploy.version}", "Version": deploy.version}
    return config | own | named | {"RevisionId": revision(spec.arn, deploy.version)}


def _aliases(spec: FunctionSpec, deploys: list[Deploy]) -> list[Document]:
    """The first alias follows the deploys; before its written version was deployed it points at the one before."""
    found = []
    for index, alias in enumerate(spec.aliases):
        known = [d.version for d in deploys if d.version.isdigit()]
        follows = index == 0 and known and alias.version not in known
        version = known[-1] if follows else alias.version
        found.append(alias_document(spec.arn, alias.name, version, dict(alias.weights)))
    return found


def alias_document(arn: str, name: str, version: str, weights: dict[str, float], description: str = "") -> Document:
    """An AliasConfiguration; `weights` are the shares of additional versions."""
    found: Document = {
        "AliasArn": f"{arn}:{name}",
        "Name": name,
        "FunctionVersion": version,
        "Description": description,
        "RevisionId": revision(arn, name, version, weights, description),
    }
    return found | ({"RoutingConfig": {"AdditionalVersionWeights": weights}} if weights else {})


def _invoke_config(spec: FunctionSpec, at: float) -> Document | None:
    """Streams have their failure destination in the mapping; here stands what asynchronous invocation has."""
    found: Document = {}
    if spec.retries is not None:
        found["MaximumRetryAttempts"] = spec.retries
    if spec.max_event_age is not None:
        found["MaximumEventAgeInSeconds"] = spec.max_event_age
    if spec.on_failure and spec.trigger != "stream":
        found["DestinationConfig"] = {"OnSuccess": {}, "OnFailure": {"Destination": _queue(spec, spec.on_failure)}}
    return {"FunctionArn": f"{spec.arn}:$LATEST", "LastModified": at} | found if found else None


def _reserved(spec: FunctionSpec, trail: tuple[TrailSpec, ...], past: list[TrailSpec]) -> int | None:
    """What CloudTrail says was last put; what the spec says where nobody put anything."""
    put = [e for e in trail if e.event.startswith("PutFunctionConcurrency")]
    if not put:
        return spec.reserved
    done = [dict(e.parameters)["reservedConcurrentExecutions"] for e in past if e in put]
    return int(done[-1]) if done else None


def _queue(spec: FunctionSpec, name: str) -> str:
    return f"arn:aws:sqs:{spec.region}:{spec.account}:{name}"
