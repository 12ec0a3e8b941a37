"""What moto is filled with: the user whose keys are handed out, and the topics that alarms tell."""

from collections.abc import Iterable
from dataclasses import dataclass

from moto.iam.models import iam_backends
from moto.sns.models import sns_backends

from demo.server.principals import PARTITION
from demo.world.specs import TopicSpec

USER = "oncall-dashboard"


@dataclass(frozen=True, slots=True)
class Keys:
    """An access key pair."""

    access_key_id: str
    secret_access_key: str


def seed_user(account: str) -> Keys:
    """Make the dashboard's user in this account and hand out its keys."""
    iam = iam_backends[account][PARTITION]
    iam.create_user(PARTITION, USER)
    key = iam.create_access_key(USER)
    return Keys(key.access_key_id, key.secret_access_key)


def seed_topics(topics: Iterable[TopicSpec]) -> None:
    """Make the topics, each with somebody who reads it."""
    for topic in topics:
        sns = sns_backends[topic.account][topic.region]
        made = sns.create_topic(topic.name)
        subscription = sns.subscribe(made.arn, f"{topic.name}@meadow.example", "email")
        if not topic.confirmed:
            subscription.arn = "PendingConfirmation"
