"""Short words for asking the embedded AWS."""

from typing import Any


def code_of(refused: Any) -> str:
    """The error code of what `pytest.raises(ClientError)` caught."""
    return str(refused.value.response["Error"]["Code"])


def all_pages(client: Any, operation: str, key: str, **given: Any) -> list[Any]:
    """Every item of a paged list, by boto3's own paginator."""
    return [item for page in client.get_paginator(operation).paginate(**given) for item in page[key]]
