"""What a thing in AWS is: the key that every other record hangs on."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of things that the dashboard knows."""

    FUNCTION = "function"
    QUEUE = "queue"
    ALARM = "alarm"
    LOG_GROUP = "log_group"
    TOPIC = "topic"
    STREAM = "stream"
    MAPPING = "mapping"
    """An event source mapping; its name is the UUID."""
    MUTE_RULE = "mute_rule"
    ACCOUNT = "account"
    """The account in one region; its name is empty."""


@dataclass(frozen=True, slots=True, order=True)
class Identity:
    """One thing in one account and region; versions and aliases are qualifiers of a function, not identities."""

    partition: str
    account: str
    region: str
    kind: Kind
    name: str

    def named(self, kind: Kind, name: str) -> "Identity":
        """Another thing in the same account and region."""
        return Identity(self.partition, self.account, self.region, kind, name)
