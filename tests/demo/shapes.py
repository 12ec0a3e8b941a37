"""Holds an answer against botocore's own service model: no member that it does not know, none of a wrong type."""

from datetime import datetime
from typing import Any

from botocore.session import get_session

_SESSION = get_session()
"""One for all: it keeps the models that it has read."""

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "double": (float, int),
    "float": (float, int),
    "boolean": (bool,),
    "timestamp": (datetime,),
    "blob": (str,),
}


def wrong_with(service: str, operation: str, raw: dict[str, Any]) -> list[str]:
    """What is wrong with an answer as it went over the wire (JSON), path by path; nothing is wrong with a good one."""
    shape = _SESSION.get_service_model(service).operation_model(operation).output_shape
    return [] if shape is None else _wrong(shape, raw, operation)


def _wrong(shape: Any, value: Any, path: str) -> list[str]:
    if shape.type_name == "structure":
        return _structure(shape, value, path)
    if shape.type_name == "list":
        return [found for i, item in enumerate(value) for found in _wrong(shape.member, item, f"{path}[{i}]")]
    if shape.type_name == "map":
        return [found for key, item in value.items() for found in _wrong(shape.value, item, f"{path}.{key}")]
    return _scalar(shape, value, path)


def _structure(shape: Any, value: Any, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path}: {value!r} is no structure"]
    members = {member.serialization.get("name", name): member for name, member in shape.members.items()}
    unknown = [f"{path}.{name}: the model knows no such member" for name in value if name not in members]
    missing = [f"{path}.{name}: required" for name in shape.required_members if name not in value]
    given = [(name, member) for name, member in members.items() if name in value]
    return unknown + missing + [f for name, member in given for f in _wrong(member, value[name], f"{path}.{name}")]


def _scalar(shape: Any, value: Any, path: str) -> list[str]:
    kinds = (int, float, str) if shape.type_name == "timestamp" else _TYPES[shape.type_name]
    if (isinstance(value, bool) and shape.type_name != "boolean") or not isinstance(value, kinds):
        return [f"{path}: {value!r} is no {shape.type_name}"]
    allowed = getattr(shape, "enum", None)
    if allowed and value not in allowed:
        return [f"{path}: {value!r} is not one of {', '.join(allowed)}"]
    return []
