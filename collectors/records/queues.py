"""SQS queues as GetQueueAttributes tells them."""

from dataclasses import dataclass

from collectors.records.identity import Identity


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue's attributes at `read_at`; the three counts are approximate, as SQS says.

    `dlq_arn` and `max_receive_count` are its own redrive policy (where its failures go); `sources` are the ARNs of
    the queues whose failures come here (ListDeadLetterSourceQueues): none means that a native move is impossible.
    `sources` is None where it could not be read; it is asked for seldom, last at `sources_read_at`.
    """

    identity: Identity
    arn: str
    url: str
    fifo: bool
    visible: int
    in_flight: int
    delayed: int
    retention_s: int
    visibility_timeout_s: int
    read_at: int
    created_at: int | None = None
    dlq_arn: str = ""
    max_receive_count: int | None = None
    redrive_permission: str = ""
    kms_key: str = ""
    sources: tuple[str, ...] | None = ()
    sources_read_at: int | None = None
    tags: tuple[tuple[str, str], ...] | None = None
