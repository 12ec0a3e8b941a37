"""A change in the words of those who look for it at night: `reserved concurrency 40 → 4`, `alias live → version 42`."""

import json
import re
from collections.abc import Callable, Iterator, Mapping

from collectors.records import Change
from webapp.analysis.masking import masked
from webapp.analysis.wording import clip, name_of

Told = Mapping[str, str]
"""What CloudTrail told of a call: parameter by parameter, as text."""

LONGEST = 120
NAMES = {
    "memory_mb": "memory",
    "timeout_s": "timeout",
    "ephemeral_mb": "ephemeral storage",
    "code_bytes": "size of the code",
    "code_sha256": "code",
    "role_arn": "role",
    "vpc_id": "VPC",
    "snap_start": "SnapStart",
    "dead_letter_arn": "dead-letter queue",
    "on_failure_arn": "on-failure destination",
    "on_success_arn": "on-success destination",
    "max_retry_attempts": "retries of asynchronous events",
    "max_event_age_s": "longest age of asynchronous events",
    "reserved_concurrency": "reserved concurrency",
    "maximum_concurrency": "maximum concurrency",
    "reports_batch_item_failures": "reports of partial batches",
}
"""Fields whose name is not simply their words."""

PARAMETERS = {
    "memorySize": "memory_mb",
    "timeout": "timeout_s",
    "codeSize": "code_bytes",
    "reservedConcurrentExecutions": "reserved_concurrency",
    "maximumRetryAttempts": "max_retry_attempts",
    "maximumEventAgeInSeconds": "max_event_age_s",
    "batchSize": "batch_size",
    "runtime": "runtime",
    "handler": "handler",
}
"""Parameters of calls that set a field, and the field."""

_PAIR = re.compile(r"(\w+)=(\{.*?\}(?=\s\w+=|$|…)|\[.*?\](?=\s\w+=|$|…)|\S+)")


def in_words(change: Change) -> tuple[str, ...]:
    """What differs now, a text each; none where a call tells nothing but that it was made."""
    if change.source == "cloudtrail":
        told = dict(_PAIR.findall(change.after))
        return tuple(clip(masked(text), LONGEST) for text in _CALLS.get(change.field, _fields)(told))
    return (clip(_difference(change), LONGEST),) if change.before or change.after else ()


def _difference(change: Change) -> str:
    """One field, before and after. Names from the environment keep their form, by which they are withheld."""
    word, _, rest = change.field.partition(".")
    if word == "environment":
        return f"{change.field} {'changed' if change.before and change.after else 'set' if change.after else 'removed'}"
    before, after = (masked(_value(change.field, text)) or "none" for text in (change.before, change.after))
    return f"{_name(word, rest)} {before} → {after}"


def _name(word: str, rest: str) -> str:
    if word == "alias":
        alias, _, weights = rest.partition(".")
        return f"canary of alias {alias}" if weights else f"alias {alias}: version"
    if word in ("tags", "provisioned"):
        return f"{'tag' if word == 'tags' else 'provisioned concurrency of'} {rest}"
    return " ".join(filter(None, (NAMES.get(word, word.replace("_", " ")), _name(rest, "") if rest else "")))


def _value(field: str, text: str) -> str:
    if field.endswith("_mb"):
        return f"{text} MB" if text else ""
    if field.endswith("_s") and text:
        return f"{text} s"
    if field == "code_bytes" and text.isdecimal():
        return f"{int(text) / 1e6:.1f} MB"
    if field == "code_sha256":
        return text[:8]
    return name_of(text) if field.endswith("_arn") else text


def _fields(told: Told) -> Iterator[str]:
    for parameter, field in PARAMETERS.items():
        if parameter in told:
            yield f"{_name(field, '')} → {_value(field, told[parameter])}"


def _code(told: Told) -> Iterator[str]:
    yield f"new code of {_value('code_bytes', told['codeSize'])}" if "codeSize" in told else "new code"


def _alias(told: Told) -> Iterator[str]:
    shares = [f"{100 * share:g} % on version {version}" for version, share in sorted(_weights(told).items())]
    version = f" → version {told['functionVersion']}" if "functionVersion" in told else ""
    yield ", ".join([f"alias {told.get('name', '')}{version}", *shares])


def _weights(told: Told) -> Mapping[str, float]:
    try:
        weights = json.loads(told.get("routingConfig", "{}")).get("additionalVersionWeights")
    except json.JSONDecodeError:
        return {}
    return weights or {}


def _provisioned(told: Told) -> Iterator[str]:
    number = told.get("provisionedConcurrentExecutions")
    yield f"provisioned concurrency of {told.get('qualifier', 'it')} {f'→ {number}' if number else 'removed'}"


def _mapping(told: Told) -> Iterator[str]:
    if "eventSourceArn" in told:
        yield f"reads from {name_of(told['eventSourceArn'])}"
    if "enabled" in told:
        yield "reading switched on" if told["enabled"] == "true" else "reading switched off"
    yield from _fields(told)


def _said(*texts: str) -> Callable[[Told], Iterator[str]]:
    return lambda told: iter((*texts, *_fields(told)))


_CALLS: Mapping[str, Callable[[Told], Iterator[str]]] = {
    "CreateAlias": _alias,
    "UpdateAlias": _alias,
    "DeleteAlias": lambda told: iter([f"alias {told.get('name', '')} deleted"]),
    "UpdateFunctionCode": _code,
    "PublishVersion": _said("new version"),
    "DeleteFunctionConcurrency": _said("reserved concurrency removed"),
    "PutProvisionedConcurrencyConfig": _provisioned,
    "DeleteProvisionedConcurrencyConfig": _provisioned,
    "CreateEventSourceMapping": _mapping,
    "UpdateEventSourceMapping": _mapping,
    "DeleteEventSourceMapping": _said("event source mapping deleted"),
    "DeleteFunctionEventInvokeConfig": _said("settings of asynchronous events removed"),
}
