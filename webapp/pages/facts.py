"""A function's configuration as lines to read: label and value, nothing secret."""

from dataclasses import dataclass

from collectors.records import Alias, Function
from webapp.analysis.masking import masked
from webapp.analysis.runtimes import RuntimeSupport, day


@dataclass(frozen=True, slots=True)
class Fact:
    """One line; `values` are several where there may be several, empty where AWS says that there are none.

    `unread` is set where it could not be read, which is not the same as none; `warns` where somebody should know it.
    """

    label: str
    values: tuple[str, ...]
    unread: bool = False
    code: bool = False
    warns: bool = False


def facts_of(function: Function, support: RuntimeSupport) -> tuple[Fact, ...]:
    """The configuration, what an incident asks first on top; `support` is that of its runtime today."""
    return (
        Fact("Runtime", (_runtime(function),)),
        Fact("Support of the runtime", _support(support), warns=support.state.over),
        Fact("Memory", (f"{function.memory_mb:,} MB",)),
        Fact("Timeout", (f"{function.timeout_s} s",)),
        Fact("Ephemeral storage", (f"{function.ephemeral_mb:,} MB",)),
        Fact("Package", (f"{function.package_type}, {function.code_bytes / 1e6:,.1f} MB",)),
        Fact("Code", (function.code_sha256,), code=True),
        Fact("Handler", _some(function.handler), code=True),
        _maybe(function, "Reserved concurrency", "reserved_concurrency", _reserved(function)),
        _maybe(function, "Provisioned concurrency", "provisioned", _provisioned(function)),
        _maybe(function, "Aliases", "aliases", tuple(_alias(alias) for alias in function.aliases or ())),
        Fact("Environment", tuple(name for name, _ in function.environment), code=True),
        Fact("Layers", function.layers, code=True),
        Fact("Log group", (f"{function.log_group} ({_log_format(function)})",), code=True),
        Fact("Dead letters", _some(function.dead_letter_arn), code=True),
        Fact("On failure", _some(function.on_failure_arn), code=True),
        Fact("On success", _some(function.on_success_arn), code=True),
        Fact("Asynchronous retries", _retries(function)),
        Fact("Network", _some(function.vpc_id), code=True),
        Fact("Tracing", (function.tracing,)),
        Fact("SnapStart", ("on",) if function.snap_start else ()),
        Fact("Role", _some(function.role_arn), code=True),
        _maybe(function, "Tags", "tags", tuple(masked(f"{key} = {value}") for key, value in function.tags or ())),
        Fact("Description", _some(masked(function.description))),
    )


def _maybe(function: Function, label: str, field: str, values: tuple[str, ...]) -> Fact:
    """A field that needs a permission of its own: unread, none and some are three answers."""
    optional = field in ("aliases", "tags", "provisioned")
    unread = field in function.unread or (optional and getattr(function, field) is None)
    return Fact(label, values, unread)


def _runtime(function: Function) -> str:
    return f"{function.runtime or 'container image'} on {function.architecture}"


def _support(support: RuntimeSupport) -> tuple[str, ...]:
    if support.runtime is None:
        return (support.text,)
    return support.text, f"by AWS's dates of {day(support.as_of)}"


def _reserved(function: Function) -> tuple[str, ...]:
    reserved = function.reserved_concurrency
    if reserved is None:
        return ()
    return ("0: switched off",) if reserved == 0 else (f"{reserved:,}",)


def _provisioned(function: Function) -> tuple[str, ...]:
    return tuple(
        f"{each.qualifier}: {'?' if each.available is None else each.available} of {each.requested} ready"
        for each in function.provisioned or ()
    )


def _alias(alias: Alias) -> str:
    shares = "".join(f", {share:.0%} to version {version}" for version, share in alias.weights)
    return f"{alias.name} → version {alias.version}{shares}"


def _log_format(function: Function) -> str:
    levels = (("system", function.system_log_level), ("application", function.application_log_level))
    return ", ".join([function.log_format, *(f"{name} {level}" for name, level in levels if level)])


def _retries(function: Function) -> tuple[str, ...]:
    """Lambda retries twice for up to six hours unless told otherwise (Lambda developer guide, async error handling)."""
    if function.max_retry_attempts is None and function.max_event_age_s is None:
        return ("2, for up to 6 h (AWS's default)",)
    attempts = 2 if function.max_retry_attempts is None else function.max_retry_attempts
    age = 21_600 if function.max_event_age_s is None else function.max_event_age_s
    return (f"{attempts}, for up to {age / 3600:.3g} h",)


def _some(text: str) -> tuple[str, ...]:
    return (text,) if text else ()
