"""Who changed Lambda functions, their aliases and mappings: CloudTrail's management events."""

from collections.abc import Iterator
from datetime import UTC, datetime

from collectors.aws import Aws
from collectors.durations import DAY
from collectors.failures import AwsError
from collectors.records import Ask, Chunk
from collectors.targets import Target
from collectors.trail import EVENTS, change_of

NAME = "changes"
EVERY = 300
NEEDS: tuple[str, ...] = ("cloudtrail:LookupEvents",)

FIRST_LOOK_S = 3 * DAY
OVERLAP_S = 900
"""CloudTrail writes an event down within about five minutes on average, and sometimes later."""


def collect(aws: Aws, target: Target, ask: Ask, now: int) -> Iterator[Chunk]:
    """The changes since the last look, one event name at a time: by source alone our own reads would come, too."""
    account = aws.account()
    since = now - FIRST_LOOK_S if ask.since is None else ask.since - OVERLAP_S
    for event in EVENTS:
        try:
            pages = aws.pages(
                "cloudtrail",
                "lookup_events",
                LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": event}],
                StartTime=datetime.fromtimestamp(since, UTC),
                EndTime=datetime.fromtimestamp(now, UTC),
            )
            for page in pages:
                changes = (change_of(answer, account) for answer in page.get("Events", ()))
                yield Chunk(tuple(filter(None, changes)))
        except AwsError as error:
            yield Chunk(failures=(error.failure,))
            return
