"""Event source mappings that bring nothing or fail."""

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


def _trouble(mapping: Mapping) -> str:
    source = name_of(mapping.source_arn) or "its source"
    if mapping.state in ("Disabled", "Disabling"):
        return f"Reading from {source} is switched off: no events come from there."
    if mapping.last_result.startswith("PROBLEM"):
        return f"Reading from {source} fails: {clip(mapping.last_result.removeprefix('PROBLEM').lstrip(': '))}"
    return ""
