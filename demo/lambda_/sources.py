"""Event source mappings: the world's, and what people made of them."""

from threading import RLock
from typing import Any

from demo.durations import DAY
from demo.lambda_.configuration import Document
from demo.server.calls import Call
from demo.world.fleet import Fleet
from demo.world.specs import MappingSpec

CREATED = 60 * DAY
"""Seconds before the epoch at which the world's mappings were made."""


class Mappings:
    """Mappings by (account, region, UUID)."""

    def __init__(self, fleet: Fleet, epoch: float) -> None:
        self.lock = RLock()
        self.by_id: dict[tuple[str, str, str], Document] = {
            (spec.account, spec.region, spec.uuid): _document(spec, epoch - CREATED) for spec in fleet.mappings
        }

    def in_account(self, call: Call) -> list[Document]:
        """The mappings of the caller's account and region."""
        with self.lock:
            return [m for key, m in self.by_id.items() if key[:2] == (call.account, call.region)]


def _document(spec: MappingSpec, at: float) -> Document:
    function = f"arn:aws:lambda:{spec.region}:{spec.account}:function:{spec.function}"
    optional: dict[str, Any] = {
        "ScalingConfig": {"MaximumConcurrency": spec.maximum_concurrency} if spec.maximum_concurrency else None,
        "ParallelizationFactor": spec.parallelization,
        "MaximumRetryAttempts": spec.maximum_retry_attempts,
        "DestinationConfig": {"OnFailure": {"Destination": spec.on_failure_arn}} if spec.on_failure_arn else None,
        "StartingPosition": spec.starting_position or None,
    }
    return {
        "UUID": spec.uuid,
        "BatchSize": spec.batch_size,
        "MaximumBatchingWindowInSeconds": spec.batching_window,
        "EventSourceArn": spec.source_arn,
        "FunctionArn": f"{function}:{spec.qualifier}" if spec.qualifier else function,
        "LastModified": at,
        "LastProcessingResult": spec.last_result,
        "State": spec.state,
        "StateTransitionReason": "USER_INITIATED",
        "FunctionResponseTypes": ["ReportBatchItemFailures"] if spec.report_item_failures else [],
        "EventSourceMappingArn": f"arn:aws:lambda:{spec.region}:{spec.account}:event-source-mapping:{spec.uuid}",
    } | {key: value for key, value in optional.items() if value is not None}
