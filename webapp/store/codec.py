"""Frozen records to JSON text and back, so that a new field of a record needs no migration."""

import json
from collections.abc import Hashable
from functools import cache, lru_cache
from typing import Any, TypeVar

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from webapp.store.schema import storable

T = TypeVar("T")


def encode(record: object, kind: Hashable = None) -> str:
    """The JSON text of a record; `kind` where it is not the record's own class, e.g. `tuple[Reason, ...]`."""
    which: Any = kind or type(record)
    adapter = _adapter(which)
    try:
        return adapter.dump_json(record).decode()
    except PydanticSerializationError:  # half a surrogate pair in somebody's tag or description
        return storable(json.dumps(adapter.dump_python(record), ensure_ascii=False))


def decode(kind: type[T], text: str) -> T:
    """The record that `encode` wrote; fields that it did not know yet take their defaults."""
    which: Any = kind
    record: T = _adapter(which).validate_json(text)
    return record


KEPT = 20_000
"""Texts whose records are kept: what a fleet of 10,000 functions is made of, which hardly changes between two looks."""


def decode_kept(kind: type[T], text: str) -> T:
    """What `decode` says; the same text is the same record. For what is read whole, again and again."""
    which: Any = kind
    record: T = _decode_kept(which, text)
    return record


@lru_cache(KEPT)
def _decode_kept(kind: Any, text: str) -> Any:
    return decode(kind, text)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
