"""SNS topics, and whether anybody has confirmed a subscription: an alarm whose topic nobody reads is not heard."""

from collections.abc import Iterator
from typing import Any

from collectors.aws import Aws
from collectors.durations import HOUR
from collectors.failures import AwsError, Denied
from collectors.records import Ask, Chunk, Kind, Listed, Subscription, Topic
from collectors.targets import Target

NAME = "topics"
EVERY = HOUR
NEEDS: tuple[str, ...] = ("sns:ListTopics", "sns:ListSubscriptionsByTopic")

PENDING = ("PendingConfirmation", "Deleted")
"""What stands in place of a subscription's ARN until it is confirmed, and after it was ended."""


def collect(aws: Aws, target: Target, ask: Ask, now: int) -> Iterator[Chunk]:
    """Every topic, a page a chunk; after the first refusal nobody's subscriptions are asked for."""
    account, names, may_ask = aws.account(), set(), True
    for page in aws.pages("sns", "list_topics"):
        topics = []
        for arn in (answer["TopicArn"] for answer in page.get("Topics", ())):
            identity = account.named(Kind.TOPIC, arn.rpartition(":")[2])
            names.add(identity.name)
            try:
                topics.append(Topic(identity, arn, _subscriptions(aws, arn) if may_ask else None))
            except AwsError as error:
                topics.append(Topic(identity, arn))
                may_ask = not isinstance(error, Denied)
                yield Chunk(failures=(error.failure,))
        yield Chunk(tuple(topics))
    yield Chunk((Listed.of(account, Kind.TOPIC, names),))


def _subscriptions(aws: Aws, arn: str) -> tuple[Subscription, ...]:
    pages = aws.pages("sns", "list_subscriptions_by_topic", subject=arn, TopicArn=arn)
    return tuple(_subscription(answer) for page in pages for answer in page.get("Subscriptions", ()))


def _subscription(answer: dict[str, Any]) -> Subscription:
    return Subscription(answer.get("Protocol", ""), answer.get("SubscriptionArn", "") not in PENDING)
