"""SQS's own move: started once, also after a crash, watched, and cancelled when somebody asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from collectors.aws import Aws

LISTED = 10
"""ListMessageMoveTasks tells at most so many (SQS API reference)."""


@dataclass(frozen=True, slots=True)
class Task:
    """A move as AWS tells it. `handle` is told only while it runs; `to_move` is of the start and may be absent.

    `started_ms` is AWS's own clock.
    """

    status: str
    moved: int
    to_move: int | None
    started_ms: int
    handle: str = ""
    reason: str = ""

    @property
    def active(self) -> bool:
        """Whether another one is refused."""
        return self.status in ("RUNNING", "CANCELLING")


@dataclass
class NativeMove:
    """The moves out of one queue."""

    aws: Aws
    source_arn: str

    def tasks(self) -> list[Task]:
        """The newest first. Raises AwsError."""
        answer = self.aws.call(
            "sqs", "list_message_move_tasks", subject=self._name, SourceArn=self.source_arn, MaxResults=LISTED
        )
        return [_task(each) for each in answer.get("Results", ())]

    def running(self) -> Task | None:
        """The one that runs now."""
        return next((task for task in self.tasks() if task.active), None)

    def start(self, destination: str, rate: float) -> str:
        """Start one and return its handle. Raises AwsError, also where SQS refuses."""
        given: dict[str, Any] = {"SourceArn": self.source_arn}
        if destination:
            given["DestinationArn"] = destination
        if rate:
            given["MaxNumberOfMessagesPerSecond"] = max(1, min(500, round(rate)))
        return str(self.aws.call("sqs", "start_message_move_task", subject=self._name, **given)["TaskHandle"])

    def cancel(self, handle: str) -> None:
        """Ask for the end; what was moved stays moved."""
        self.aws.call("sqs", "cancel_message_move_task", subject=self._name, TaskHandle=handle)

    def newest(self) -> Task | None:
        """The one that was started last."""
        return next(iter(self.tasks()), None)

    @property
    def _name(self) -> str:
        return self.source_arn.rpartition(":")[2]


def begin(move: NativeMove, noted: Mapping[str, Any], note: Callable[..., None], destination: str, rate: float) -> None:
    """Start the move unless an earlier attempt of this job did. `note` keeps what must survive a crash."""
    newest = move.newest()
    if "move_after" not in noted:
        note(move_after=newest.started_ms if newest else 0)
    elif newest and newest.started_ms > int(noted["move_after"]):
        return
    note(move_handle=move.start(destination, rate))


def _task(result: Mapping[str, Any]) -> Task:
    return Task(
        status=result.get("Status", ""),
        moved=int(result.get("ApproximateNumberOfMessagesMoved") or 0),
        to_move=result.get("ApproximateNumberOfMessagesToMove"),
        started_ms=int(result.get("StartedTimestamp") or 0),
        handle=result.get("TaskHandle", ""),
        reason=result.get("FailureReason", ""),
    )
