"""Event source mappings: which queue or stream feeds which function, and how."""

from collections.abc import Iterator
from typing import Any

from collectors.answers import epoch
from collectors.arns import identity_of, qualifier_of
from collectors.aws import Aws
from collectors.records import Ask, Chunk, Kind, Listed, Mapping
from collectors.targets import Target

NAME = "mappings"
EVERY = 300
NEEDS: tuple[str, ...] = ("lambda:ListEventSourceMappings",)


def collect(aws: Aws, target: Target, ask: Ask, now: int) -> Iterator[Chunk]:
    """Every mapping, a page a chunk, and at the end the list of them all."""
    account = aws.account()
    uuids: set[str] = set()
    for page in aws.pages("lambda", "list_event_source_mappings"):
        mappings = tuple(filter(None, map(mapping_of, page.get("EventSourceMappings", ()))))
        uuids.update(mapping.uuid for mapping in mappings)
        yield Chunk(mappings)
    yield Chunk((Listed.of(account, Kind.MAPPING, uuids),))


def mapping_of(answer: dict[str, Any]) -> Mapping | None:
    """A mapping as AWS describes it; None where it names no function that we understand."""
    function = identity_of(answer.get("FunctionArn", ""))
    if function is None:
        return None
    destinations = answer.get("DestinationConfig") or {}
    return Mapping(
        uuid=answer["UUID"],
        function=function,
        qualifier=qualifier_of(answer["FunctionArn"]),
        source_arn=_source(answer),
        state=answer.get("State", ""),
        batch_size=answer.get("BatchSize"),
        maximum_concurrency=(answer.get("ScalingConfig") or {}).get("MaximumConcurrency"),
        parallelization=answer.get("ParallelizationFactor"),
        maximum_retry_attempts=answer.get("MaximumRetryAttempts"),
        on_failure_arn=(destinations.get("OnFailure") or {}).get("Destination", ""),
        reports_batch_item_failures="ReportBatchItemFailures" in (answer.get("FunctionResponseTypes") or ()),
        last_result=answer.get("LastProcessingResult", ""),
        last_modified=epoch(answer.get("LastModified")),
    )


def _source(answer: dict[str, Any]) -> str:
    """The source's ARN; a Kafka cluster of one's own has none, but addresses and topics."""
    if arn := answer.get("EventSourceArn"):
        return str(arn)
    endpoints = (answer.get("SelfManagedEventSource") or {}).get("Endpoints", {})
    servers = [server for group in endpoints.values() for server in group]
    return ",".join([*servers, *answer.get("Topics", ())])
