"""Queues."""

from dataclasses import dataclass

from demo.durations import DAY


@dataclass(frozen=True, slots=True, eq=False)
class QueueSpec:
    """An SQS queue. `drained` are moments when everything in it was redriven or deleted by a person."""

    account: str
    region: str
    name: str
    dead_letter: str = ""
    max_receives: int = 3
    retention: int = 4 * DAY
    visibility: int = 60
    tags: tuple[tuple[str, str], ...] = ()
    drained: tuple[int, ...] = ()
    kms_key: str = ""

    @property
    def arn(self) -> str:
        """The queue's ARN."""
        return f"arn:aws:sqs:{self.region}:{self.account}:{self.name}"

    @property
    def fifo(self) -> bool:
        """FIFO queues are told by their name."""
        return self.name.endswith(".fifo")
