"""Event source mappings that bring nothing or fail, and the state that Lambda gives the function itself."""

from collections.abc import Iterator

from collectors.records import Mapping
from webapp.analysis.case import FunctionCase
from webapp.analysis.verdict import Reason, State
from webapp.analysis.wording import clip, name_of


def sources(case: FunctionCase) -> Iterator[Reason]:
    """Mappings that are switched off or whose last processing met a problem."""
    for mapping in sorted(case.context.mappings, key=lambda m: m.uuid):
        text = _trouble(mapping)
        if text:
            yield Reason("mapping", State.WARN, text, since=mapping.last_modified)


def function_state(case: FunctionCase) -> Iterator[Reason]:
    """Failed: Lambda cannot run it. Inactive: Lambda took its resources back after weeks without an invocation."""
    if case.function.state == "Failed":
        yield Reason("function_state", State.BAD, "Lambda reports the function as Failed: it cannot be invoked.")
    if case.function.state == "Inactive":
        text = "Lambda put it to sleep after weeks without invocations; the next one wakes it and fails or is slow."
        yield Reason("function_state", State.IDLE, text)


def _trouble(mapping: Mapping) -> str:
    source = name_of(mapping.source_arn) or "its source"
    if mapping.state in ("Disabled", "Disabling"):
        return f"Reading from {source} is switched off: no events come from there."
    if mapping.last_result.startswith("PROBLEM"):
        return f"Reading from {source} fails: {clip(mapping.last_result.removeprefix('PROBLEM').lstrip(': '))}"
    return ""
