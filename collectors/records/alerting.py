"""Who is told when an alarm fires, and when nobody is: SNS topics and mute rules."""

from dataclasses import dataclass

from collectors.records.identity import Identity


@dataclass(frozen=True, slots=True)
class Subscription:
    """Somebody who asked for a topic's messages; until they have `confirmed` it, they get none."""

    protocol: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """An SNS topic. `subscriptions` is None where they could not be read; addresses are not kept."""

    identity: Identity
    arn: str
    subscriptions: tuple[Subscription, ...] | None = None


@dataclass(frozen=True, slots=True)
class MuteRule:
    """An alarm mute rule: `alarms` run no actions while it is ACTIVE (others: SCHEDULED, EXPIRED).

    `start` and `end` are those of a rule that mutes once; both None where it recurs by a cron expression.
    """

    identity: Identity
    arn: str
    status: str
    alarms: tuple[str, ...]
    description: str = ""
    expression: str = ""
    duration_s: int = 0
    start: int | None = None
    end: int | None = None
