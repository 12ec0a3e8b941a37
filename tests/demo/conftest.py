"""The embedded AWS for its own tests: every answer that a client gets is held against botocore's model."""

from collections.abc import Iterator
from typing import Any

import pytest
from orjson import loads

from tests.demo.shapes import wrong_with
from tests.embedded import ONCE, EmbeddedAws


class CheckedAws:
    """The embedded AWS; `problems` are what the model says against its answers."""

    def __init__(self, aws: EmbeddedAws) -> None:
        self.aws = aws
        self.problems: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.aws, name)

    def client(self, service: str, region: str = "eu-west-1", config: Any = ONCE, **credentials: str) -> Any:
        """A client whose answers are checked."""
        client = self.aws.client(service, region, config, **credentials)

        def check(response_dict: dict[str, Any] | None, event_name: str, **_rest: Any) -> None:
            body = response_dict["body"] if response_dict else None
            if (
                response_dict
                and response_dict["status_code"] < 300
                and isinstance(body, bytes)
                and body.startswith(b"{")
            ):
                operation = event_name.rpartition(".")[2]
                self.problems += wrong_with(service, operation, loads(body))

        client.meta.events.register("response-received", check)
        return client


@pytest.fixture
def aws(embedded_aws: EmbeddedAws) -> Iterator[CheckedAws]:
    """The embedded AWS as it starts; at the end no answer may have broken AWS's own model."""
    checked = CheckedAws(embedded_aws)
    yield checked
    assert checked.problems == []
