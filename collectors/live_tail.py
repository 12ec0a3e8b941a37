"""Follows what is ingested into log groups, second by second, by CloudWatch Logs' Live Tail.

Source: StartLiveTail's reference (an update a second, 500 events an update at most and sampled beyond, three hours a
session).
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ReadTimeoutError
from urllib3.exceptions import HTTPError

from collectors.aws import ERRORS, Aws
from collectors.failures import translate
from collectors.records import Identity

NEEDS = ("logs:StartLiveTail",)
ACTION = NEEDS[0]


@dataclass(frozen=True, slots=True)
class TailedEvent:
    """One event; `at` is epoch milliseconds, `group` the log group's name."""

    at: int
    group: str
    stream: str
    message: str


@dataclass(frozen=True, slots=True)
class TailUpdate:
    """What came in one second; `sampled` where it was more than CloudWatch hands out."""

    events: tuple[TailedEvent, ...] = ()
    sampled: bool = False


def follow(aws: Aws, account: Identity, groups: Sequence[str], pattern: str = "") -> Generator[TailUpdate, None, None]:
    """An update every second until the session ends or the iterator is closed; the first one comes at once.

    Raises AwsError where the session is refused or breaks off.
    """
    prefix = f"arn:{account.partition}:logs:{account.region}:{account.account}:log-group:"
    filters = {"logEventFilterPattern": pattern} if pattern else {}
    subject = ", ".join(groups[:3])
    answer = aws.call(
        "logs", "start_live_tail", subject, logGroupIdentifiers=[prefix + each for each in groups], **filters
    )
    try:
        with closing(answer["responseStream"]) as stream:
            for told in stream:
                yield _update(told.get("sessionUpdate", {}))
    except HTTPError as error:
        raise translate(ReadTimeoutError(endpoint_url="CloudWatch Logs", error=error), ACTION, subject) from error
    except ERRORS as error:
        raise translate(error, ACTION, subject) from error


def _update(update: Mapping[str, Any]) -> TailUpdate:
    events = tuple(map(_event, update.get("sessionResults", ())))
    return TailUpdate(events, bool(update.get("sessionMetadata", {}).get("sampled")))


def _event(result: Mapping[str, Any]) -> TailedEvent:
    group = result.get("logGroupIdentifier", "").split(":log-group:")[-1].rpartition(":")[2]
    return TailedEvent(result.get("timestamp", 0), group, result.get("logStreamName", ""), result.get("message", ""))
