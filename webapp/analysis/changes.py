"""What changed between two reads of a function or of what feeds it; each change once, whoever saw it."""

from collections.abc import Iterator
from hashlib import sha256

from collectors.records import Alias, Change, Function, Identity, Mapping
from webapp.analysis.wording import name_of

Facts = dict[str, str]

CONFIGURATION = (
    "runtime",
    "architecture",
    "memory_mb",
    "timeout_s",
    "ephemeral_mb",
    "package_type",
    "code_sha256",
    "code_bytes",
    "handler",
    "role_arn",
    "description",
    "log_group",
    "log_format",
    "system_log_level",
    "application_log_level",
    "tracing",
    "layers",
    "vpc_id",
    "snap_start",
    "dead_letter_arn",
)
"""What UpdateFunctionCode and UpdateFunctionConfiguration set: a change moves `last_modified`."""

AROUND = ("on_failure_arn", "on_success_arn", "max_retry_attempts", "max_event_age_s", "reserved_concurrency")
"""What other calls set: nothing tells when."""

MAPPING = (
    "state",
    "source_arn",
    "qualifier",
    "batch_size",
    "maximum_concurrency",
    "parallelization",
    "maximum_retry_attempts",
    "on_failure_arn",
    "reports_batch_item_failures",
)
MISSED_S = 900
"""A function that was deleted is missed at the next look."""
PASSING = ("", "Pending", "Creating", "Enabling", "Disabling", "Updating", "Deleting")
"""States on the way to another one, or not told: no news."""

WHAT = {
    "code_sha256": "deploy",
    "code_bytes": "deploy",
    "alias": "alias",
    "reserved_concurrency": "concurrency",
    "provisioned": "concurrency",
}


def differences(before: Function | None, after: Function, now: int) -> tuple[Change, ...]:
    """What changed from `before` (None: never seen, so it was created) to `after`.

    A change of code or configuration happened at the new `last_modified`; of anything else AWS does not tell the time,
    so it is `now`. What could not be read on either side is no change. Environment values are their keyed hashes.
    """
    if before is None:
        return (created(after, now),)
    modified = now if after.last_modified in (None, before.last_modified) else after.last_modified
    unread = _unread(before) | _unread(after)
    dated = _moved(_configuration(before), _configuration(after), unread)
    undated = _moved(_surroundings(before), _surroundings(after), unread)
    found = [(fact, modified or now) for fact in dated] + [(fact, now) for fact in undated]
    return tuple(_change(after.identity, _what(fact[0]), *fact, at) for fact, at in found)


def created(function: Function, now: int) -> Change:
    """The function was not there before."""
    return _change(function.identity, "created", "", "", function.code_sha256, function.last_modified or now)


def made_again(function: Function, gone_at: int) -> bool:
    """Whether a function that was missed at `gone_at` is another one now. It may also be that nobody looked for it
    meanwhile: then it was last modified long before."""
    return (function.last_modified or gone_at) > gone_at - MISSED_S


def deleted(function: Function, now: int) -> Change:
    """The function is no longer listed."""
    return _change(function.identity, "deleted", "", function.code_sha256, "", now)


def mapping_differences(before: Mapping | None, after: Mapping, now: int) -> tuple[Change, ...]:
    """What changed of an event source mapping, told of the function that it feeds; None before: it is new."""
    source = name_of(after.source_arn) or after.uuid
    at = after.last_modified or now
    if before is None:
        return (_change(after.function, "mapping", source, "", after.state, at),)
    passing = after.state in PASSING or before.state in ("Creating", "Updating")
    moved = _moved(_fields(before, MAPPING), _fields(after, MAPPING), {"state"} if passing else set())
    return tuple(_change(after.function, "mapping", f"{source}.{name}", old, new, at) for name, old, new in moved)


def _moved(before: Facts, after: Facts, unread: set[str]) -> Iterator[tuple[str, str, str]]:
    for field in sorted(before | after):
        old, new = before.get(field, ""), after.get(field, "")
        if old != new and field.split(".")[0] not in unread:
            yield field, old, new


def _configuration(function: Function) -> Facts:
    facts = _fields(function, CONFIGURATION)
    return facts | {f"environment.{name}": value for name, value in function.environment}


def _surroundings(function: Function) -> Facts:
    facts = _fields(function, (*AROUND, "state"))
    facts |= {f"tags.{key}": value for key, value in function.tags or ()}
    facts |= {f"provisioned.{p.qualifier}": str(p.requested) for p in function.provisioned or ()}
    for alias in function.aliases or ():
        facts |= {f"alias.{alias.name}": alias.version, f"alias.{alias.name}.weights": _weights(alias)}
    return facts


def _unread(function: Function) -> set[str]:
    """The first words of the facts that were not read."""
    missing = {"tags": function.tags, "alias": function.aliases, "provisioned": function.provisioned}
    passing = {"state"} if function.state in PASSING else set[str]()
    return {word for word, value in missing.items() if value is None} | set(function.unread) | passing


def _fields(record: Function | Mapping, names: tuple[str, ...]) -> Facts:
    return {name: _text(getattr(record, name)) for name in names}


def _text(value: object) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _weights(alias: Alias) -> str:
    return ", ".join(f"{version} {100 * share:g} %" for version, share in sorted(alias.weights))


def _what(field: str) -> str:
    return WHAT.get(field.split(".")[0], "configuration")


def _change(identity: Identity, what: str, field: str, before: str, after: str, at: int) -> Change:
    """The same difference at the same time has the same id, whichever read found it."""
    thing = (identity.partition, identity.account, identity.region, identity.kind, identity.name)
    key = "\0".join((*thing, what, field, before, after, str(at)))
    return Change(identity, at, what, field, before, after, sha256(key.encode()).hexdigest()[:32])
