"""A function's configuration as ListFunctions tells it, made a record."""

import hashlib
import hmac
from dataclasses import replace
from typing import Any

from collectors.answers import epoch
from collectors.arns import arn_of
from collectors.records import Function, Identity, Kind

DETAILS = (
    "reserved_concurrency",
    "aliases",
    "provisioned",
    "on_failure_arn",
    "on_success_arn",
    "max_retry_attempts",
    "max_event_age_s",
    "snapshot_mb",
)
"""The fields that ListFunctions does not tell: they are asked for function by function."""


def function_of(answer: dict[str, Any], account: Identity, environment_key: bytes) -> Function:
    """A function as FunctionConfiguration describes it, with nothing known yet of tags and details."""
    name = answer["FunctionName"]
    identity = account.named(Kind.FUNCTION, name)
    logging = answer.get("LoggingConfig") or {}
    variables, unread = _environment(answer.get("Environment") or {}, environment_key)
    return Function(
        identity=identity,
        arn=answer.get("FunctionArn") or arn_of(identity),
        runtime=answer.get("Runtime"),
        architecture=(answer.get("Architectures") or ["x86_64"])[0],
        memory_mb=answer.get("MemorySize", 128),
        timeout_s=answer.get("Timeout", 3),
        ephemeral_mb=(answer.get("EphemeralStorage") or {}).get("Size", 512),
        package_type=answer.get("PackageType", "Zip"),
        code_sha256=answer.get("CodeSha256", ""),
        code_bytes=answer.get("CodeSize", 0),
        last_modified=epoch(answer.get("LastModified")),
        handler=answer.get("Handler", ""),
        role_arn=answer.get("Role", ""),
        description=answer.get("Description", ""),
        log_group=logging.get("LogGroup") or f"/aws/lambda/{name}",
        log_format=logging.get("LogFormat", "Text"),
        system_log_level=logging.get("SystemLogLevel", ""),
        application_log_level=logging.get("ApplicationLogLevel", ""),
        tracing=(answer.get("TracingConfig") or {}).get("Mode", "PassThrough"),
        layers=tuple(layer["Arn"] for layer in answer.get("Layers") or () if "Arn" in layer),
        environment=variables,
        vpc_id=(answer.get("VpcConfig") or {}).get("VpcId") or "",
        snap_start=(answer.get("SnapStart") or {}).get("ApplyOn") == "PublishedVersions",
        state=answer.get("State", ""),
        dead_letter_arn=(answer.get("DeadLetterConfig") or {}).get("TargetArn") or "",
        unread=(*unread, "tags", *DETAILS),
        revision=answer.get("RevisionId", ""),
    )


def with_known(function: Function, known: Function | None) -> Function:
    """The function with what was known of it and was not told now.

    Where its configuration or code is another one, the details are due again, though the old ones stay until then.
    """
    if known is None:
        return function
    unread = {*known.unread, *function.unread} - {"tags", *DETAILS} | ({"tags", *DETAILS} & set(known.unread))
    same = (known.revision, known.code_sha256, known.last_modified) == (
        function.revision,
        function.code_sha256,
        function.last_modified,
    )
    return replace(
        function,
        tags=known.tags,
        unread=tuple(sorted(unread)),
        environment=known.environment if "environment" in function.unread else function.environment,
        details_read_at=known.details_read_at if same else None,
        **{field: getattr(known, field) for field in DETAILS},
    )


def with_tags(function: Function, tags: tuple[tuple[str, str], ...]) -> Function:
    """The function with the tags that were read."""
    return replace(function, tags=tags, unread=tuple(field for field in function.unread if field != "tags"))


def _environment(answer: dict[str, Any], key: bytes) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """(name, keyed hash) of each variable, and what could not be read: Lambda says so where KMS refused to decrypt."""
    variables = answer.get("Variables") or {}
    unread = ("environment",) if answer.get("Error") else ()
    return tuple((name, _keyed_hash(key, str(value))) for name, value in sorted(variables.items())), unread


def _keyed_hash(key: bytes, value: str) -> str:
    """Without a key there is no hash: an unkeyed one of a short secret could be guessed."""
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest() if key else ""
