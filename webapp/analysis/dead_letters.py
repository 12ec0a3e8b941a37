"""A dead letter as somebody reads it: when it was sent, why it died, and what could be invoked with it again."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from collectors.arns import identity_of, qualifier_of
from webapp.analysis.bodies import destination_record, opened, stream_batch

MARK = "lambda-oncall-redrive"
"""The message attribute that our redrives add: `<redrive>:<id of the message before>`."""
_CHANGING = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|\b(?=[a-fA-F]*\d)[0-9a-fA-F]{6,}\b|\b[0-9a-fA-F]{12,}\b|\d+")
_LONGEST_CAUSE = 160


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message as ReceiveMessage told it. Times are epoch seconds; `attributes` are its own, binary ones as a note."""

    id: str
    body: str
    sent_at: int
    receives: int
    attributes: tuple[tuple[str, str], ...] = ()
    source_arn: str = ""
    group: str = ""
    found_cause: str = ""
    """What the logs say of it, where somebody looked."""

    def attribute(self, name: str) -> str:
        """One of its own attributes, empty where it has none of that name."""
        return dict(self.attributes).get(name, "")

    @property
    def cause(self) -> str:
        """Why it died, in the function's own words; empty where nobody knows. Never a guess."""
        if told := self.attribute("ErrorMessage"):
            return told
        record = destination_record(self.body)
        answer = (record or {}).get("responsePayload")
        if isinstance(answer, dict) and (answer.get("errorType") or answer.get("errorMessage")):
            return ": ".join(str(answer[key]) for key in ("errorType", "errorMessage") if answer.get(key))
        if record is not None:
            return str(record["requestContext"]["condition"])
        return self.found_cause

    @property
    def redriven_from(self) -> tuple[int, str] | None:
        """(redrive, id of the message before) where it was redriven by us and came back."""
        redrive, _, before = self.attribute(MARK).partition(":")
        return (int(redrive), before) if redrive.isdigit() and before else None


@dataclass(frozen=True, slots=True)
class Cause:
    """Messages of one cause; empty text: unknown."""

    text: str
    messages: int


@dataclass(frozen=True, slots=True)
class Replay:
    """What to invoke again. `function` and `qualifier` are empty where the message does not tell them."""

    payload: str
    function: str = ""
    qualifier: str = ""


def group_of(cause: str) -> str:
    """The cause without what differs from message to message, so that equal ones are counted together."""
    return _CHANGING.sub("…", " ".join(cause.split()))[:_LONGEST_CAUSE]


def causes(letters: Iterable[DeadLetter]) -> tuple[Cause, ...]:
    """The messages by cause, most first."""
    counted = Counter(group_of(letter.cause) for letter in letters)
    return tuple(Cause(text, number) for text, number in counted.most_common())


def replay_of(body: str) -> Replay | str:
    """What to invoke with this body, or a sentence why it cannot be."""
    if batch := stream_batch(body):
        where = f"shard {batch.shard} from {batch.first} to {batch.last}"
        return f"It tells of {batch.records or 'some'} records of a stream and holds none of them: read {where}."
    record = destination_record(body)
    if record is None:
        return Replay(body)
    if "requestPayload" not in record:
        return "The record holds no payload."
    arn = str(record["requestContext"].get("functionArn", ""))
    function = identity_of(arn)
    return Replay(json.dumps(record["requestPayload"]), function.name if function else "", qualifier_of(arn))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages are meant: all of those given must hold. `ids` empty: any; `field` is a path like `order.id`."""

    ids: frozenset[str] = frozenset()
    text: str = ""
    field: str = ""
    value: str = ""
    cause: str | None = None
    older_than_s: int | None = None
    younger_than_s: int | None = None

    @property
    def everything(self) -> bool:
        """Whether every message is meant."""
        return self == EVERYTHING

    def holds(self, letter: DeadLetter, now: int) -> bool:
        """Whether a message is meant."""
        age = now - letter.sent_at
        return (
            (not self.ids or letter.id in self.ids)
            and (self.older_than_s is None or age >= self.older_than_s)
            and (self.younger_than_s is None or age < self.younger_than_s)
            and (self.cause is None or group_of(letter.cause) == self.cause)
            and (not self.text or self._says(letter))
            and (not self.field or self.value in field_values(letter.body, self.field.split(".")))
        )

    def _says(self, letter: DeadLetter) -> bool:
        written = (letter.id, letter.body, letter.group, *(part for pair in letter.attributes for part in pair))
        return any(self.text.lower() in each.lower() for each in written)


EVERYTHING = Wanted()


def field_values(body: str, path: Sequence[str]) -> tuple[str, ...]:
    """What stands in a field of the opened body, in each item where a list is on the way."""
    found = [opened(body).content]
    for name in path:
        found = [inner for each in found for inner in (each if isinstance(each, list) else [each])]
        found = [each[name] for each in found if isinstance(each, dict) and name in each]
    return tuple(each if isinstance(each, str) else json.dumps(each) for each in found)
