"""Where messages go: to a queue, to a function, or nowhere. A sender says of each message whether it was taken."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from collectors.arns import identity_of
from collectors.aws import Aws
from collectors.failures import AwsError, NotAsked
from collectors.records import FailureKind
from webapp.actions.queue_calls import ONE_CALL_BYTES, QueueCalls, Received
from webapp.analysis.dead_letters import MARK, replay_of

TOO_LONG = "BatchRequestTooLong"
MOST_ATTRIBUTES = 10
"""Attributes of a message (SQS quotas)."""


class Taken(StrEnum):
    """YES; NO, for certain; PERHAPS, as no answer came; NEVER: there is no use in trying again."""

    YES = "yes"
    NO = "no"
    PERHAPS = "perhaps"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of sending one message."""

    taken: Taken
    new_id: str = ""
    error: str = ""


class Sender(Protocol):
    """Sends up to ten messages; an answer for each, in order. Raises AwsError where no message will ever be taken."""

    def destination(self, message: Received) -> str:
        """The ARN or name of where it goes, empty where that is not known."""
        ...

    def body(self, message: Received) -> str:
        """What will be sent."""
        ...

    def send(self, messages: Sequence[Received]) -> list[Answer]:
        """Send them."""
        ...


@dataclass
class ToQueues:
    """Each message to the queue that it came from, or all to one. `aws` must send nothing twice by itself.

    `mark` (redrive's id) is added as an attribute, so that a message that comes back is known; `seed` makes the
    deduplication ids of FIFO queues, the same at every try.
    """

    aws: Aws
    mark: str
    seed: str
    only: str = ""
    fallback: str = ""
    edits: Mapping[str, str] = field(default_factory=dict)
    _queues: dict[str, QueueCalls] = field(default_factory=dict)

    def destination(self, message: Received) -> str:
        """The ARN of its queue."""
        return self.only or message.letter.source_arn or self.fallback

    def body(self, message: Received) -> str:
        """Its body, edited if somebody did."""
        return self.edits.get(message.id, message.letter.body)

    def queue(self, arn: str) -> QueueCalls:
        """The calls to a destination."""
        if arn not in self._queues:
            at = identity_of(arn)
            if at is None:
                raise ValueError(f"{arn} names no queue")
            named = {"QueueName": at.name, "QueueOwnerAWSAccountId": at.account}
            answer = self.aws.call("sqs", "get_queue_url", subject=at.name, **named)
            self._queues[arn] = QueueCalls(self.aws, answer["QueueUrl"])
        return self._queues[arn]

    def send(self, messages: Sequence[Received]) -> list[Answer]:
        """One call a destination; more where they are too large for one."""
        answers: dict[str, Answer] = {}
        places: dict[str, list[Received]] = defaultdict(list)
        for message in messages:
            places[self.destination(message)].append(message)
        for arn, those in places.items():
            for some in _in_size(those):
                answers |= self._sent(arn, some)
        return [answers[message.id] for message in messages]

    def _sent(self, arn: str, messages: Sequence[Received]) -> dict[str, Answer]:
        if identity_of(arn) is None:
            said = "SQS does not tell which queue it came from: choose a destination."
            return {message.id: Answer(Taken.NEVER, error=said) for message in messages}
        entries = [self._entry(str(at), arn, message) for at, message in enumerate(messages)]
        try:
            told = self.queue(arn).send(entries)
        except AwsError as error:
            if TOO_LONG in error.failure.message and len(messages) > 1:
                half = len(messages) // 2
                return self._sent(arn, messages[:half]) | self._sent(arn, messages[half:])
            answer = _of_error(error, (TOO_LONG,))
            return {message.id: answer for message in messages}
        found = {entry["Id"]: Answer(Taken.YES, entry["MessageId"]) for entry in told.get("Successful", ())}
        found |= {entry["Id"]: _of_failed(entry) for entry in told.get("Failed", ())}
        silent = Answer(Taken.PERHAPS, error="SQS did not say what became of it.")
        return {message.id: found.get(str(at), silent) for at, message in enumerate(messages)}

    def _entry(self, name: str, arn: str, message: Received) -> dict[str, Any]:
        entry: dict[str, Any] = {"Id": name, "MessageBody": self.body(message)}
        if attributes := self._marked(message):
            entry["MessageAttributes"] = attributes
        if message.trace:
            trace = {"DataType": "String", "StringValue": message.trace}
            entry["MessageSystemAttributes"] = {"AWSTraceHeader": trace}
        if arn.endswith(".fifo"):
            entry["MessageGroupId"] = message.letter.group
            entry["MessageDeduplicationId"] = hashlib.sha256(f"{self.seed}:{message.id}".encode()).hexdigest()
        return entry

    def _marked(self, message: Received) -> dict[str, Any]:
        """Its attributes and our mark, where there is room for one more."""
        attributes: dict[str, Any] = dict(message.own)
        has_room = len(attributes) < MOST_ATTRIBUTES and message.size < ONE_CALL_BYTES - 200
        if has_room or MARK in attributes:
            attributes[MARK] = {"DataType": "String", "StringValue": f"{self.mark}:{message.id}"}
        return attributes


@dataclass
class ToFunction:
    """Invokes a function with each message's event, asynchronously. `aws` must send nothing twice by itself.

    `function` and `qualifier` hold where a message does not name its own: a destination's record does.
    """

    aws: Aws
    function: str
    qualifier: str = ""
    edits: Mapping[str, str] = field(default_factory=dict)

    def destination(self, message: Received) -> str:
        """The function and its qualifier."""
        replay = replay_of(self.body(message))
        own = None if isinstance(replay, str) else replay
        return ":".join(
            part for part in self._target(own.function if own else "", own.qualifier if own else "") if part
        )

    def body(self, message: Received) -> str:
        """Its body, edited if somebody did."""
        return self.edits.get(message.id, message.letter.body)

    def send(self, messages: Sequence[Received]) -> list[Answer]:
        """One call a message."""
        return [self._invoked(message) for message in messages]

    def _target(self, function: str, qualifier: str) -> tuple[str, str]:
        return (function, qualifier) if function else (self.function, self.qualifier)

    def _invoked(self, message: Received) -> Answer:
        replay = replay_of(self.body(message))
        if isinstance(replay, str):
            return Answer(Taken.NEVER, error=replay)
        function, qualifier = self._target(replay.function, replay.qualifier)
        named = {"Qualifier": qualifier} if qualifier else {}
        try:
            told = self.aws.call(
                "lambda",
                "invoke",
                subject=function,
                FunctionName=function,
                InvocationType="Event",
                Payload=replay.payload.encode(),
                **named,
            )
        except AwsError as error:
            return _of_error(error, ("RequestEntityTooLarge", "InvalidRequestContent"))
        return Answer(Taken.YES, told["ResponseMetadata"]["RequestId"])


class Nowhere:
    """For what is to be deleted: everything is taken."""

    def destination(self, message: Received) -> str:
        """Nowhere."""
        return ""

    def body(self, message: Received) -> str:
        """As it is."""
        return message.letter.body

    def send(self, messages: Sequence[Received]) -> list[Answer]:
        """Nothing is sent."""
        return [Answer(Taken.YES) for _ in messages]


def _in_size(messages: Sequence[Received]) -> list[list[Received]]:
    """The messages in calls that are small enough; our mark takes up to 200 bytes each."""
    calls: list[list[Received]] = []
    room = 0
    for message in messages:
        if not calls or message.size + 200 > room:
            calls.append([])
            room = ONE_CALL_BYTES
        calls[-1].append(message)
        room -= message.size + 200
    return calls


def _of_error(error: AwsError, hopeless: tuple[str, ...] = ()) -> Answer:
    """A call that failed: throttled or not even sent is certain; without an answer anything may have happened."""
    said = error.failure.message
    if any(word in said for word in hopeless):
        return Answer(Taken.NEVER, error=said)
    if error.failure.kind is FailureKind.THROTTLED or isinstance(error.__cause__, NotAsked):
        return Answer(Taken.NO, error=said)
    if error.failure.kind is FailureKind.UNREACHABLE:
        return Answer(Taken.PERHAPS, error=said)
    raise error


def _of_failed(entry: Mapping[str, Any]) -> Answer:
    """One entry of `Failed`. An internal error of SQS's own is no promise that nothing happened."""
    said = f"{entry.get('Code', '')}: {entry.get('Message', '')}"
    if entry.get("SenderFault"):
        return Answer(Taken.NEVER, error=said)
    throttled = "Throttl" in entry.get("Code", "")
    return Answer(Taken.NO if throttled else Taken.PERHAPS, error=said)
