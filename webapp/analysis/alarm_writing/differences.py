"""How two definitions of an alarm differ, field by field, as people read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from webapp.analysis.alarm_writing.definition import Definition

KEYS = ("Id", "Name", "Key")
"""What names a member of a list of structures: a line of metric math, a dimension, a tag."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field; a text is empty where the definition has no such field."""

    field: str
    before: str
    after: str


def fields_of(definition: Definition | None) -> dict[str, Any]:
    """Every field by its path: `Threshold`, `Metrics rate Expression`, `Tags team`."""
    return dict(_walk("", definition or {}))


def differences(before: Definition | None, after: Definition | None) -> tuple[Difference, ...]:
    """The fields that are not the same, those that are there before in their order, then the new ones."""
    old, new = fields_of(before), fields_of(after)
    return tuple(
        Difference(field, _text(old.get(field)), _text(new.get(field)))
        for field in dict.fromkeys((*old, *new))
        if old.get(field) != new.get(field)
    )


def _walk(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _walk(f"{path} {name}".strip(), each)
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for each in value:
            key = next(key for key in KEYS if key in each)
            rest = {name: inner for name, inner in each.items() if name != key}
            yield from _walk(f"{path} {each[key]}", rest["Value"] if list(rest) == ["Value"] else rest)
    else:
        yield path, ", ".join(map(str, value)) if isinstance(value, list) else value


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)
