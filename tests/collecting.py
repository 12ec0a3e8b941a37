"""Running collectors against the embedded AWS, as the program would."""

from typing import Any

from collectors.aws import Aws
from collectors.records import Ask, Outcome, Selection
from collectors.runner import Collector, run
from collectors.targets import Target
from tests.conftest import NOON
from tests.embedded import EmbeddedAws

UNPACED: dict[str, float] = {}
PATIENCE_S = 60.0
"""The embedded AWS evaluates its alarms when they are first asked for, which took ten seconds on a busy machine: a call
that is made again would be counted, and paid for, twice."""


def an_embedded_target(embedded: EmbeddedAws, index: int = 0, **fields: str) -> Target:
    given = embedded.targets[index]
    kept = {key: given.get(key) or "" for key in ("name", "region", "role_arn", "external_id")}
    return Target(**{**kept, "endpoint_url": embedded.url, **fields})


def use_keys(embedded: EmbeddedAws, monkeypatch: Any) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", embedded.ready["access_key_id"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", embedded.ready["secret_access_key"])


def collected(collector: Collector, aws: Aws, now: int = NOON, **ask: Any) -> tuple[Outcome, list[Any]]:
    """The outcome of one run and its records."""
    records: list[Any] = []
    given = {"select_queues": Selection(()), "environment_key": b"key"} | ask
    outcome = run(collector, aws, aws.target, Ask(**given), now, lambda chunk: records.extend(chunk.records))
    return outcome, records


def only(kind: type, records: list[Any]) -> list[Any]:
    return [record for record in records if isinstance(record, kind)]
