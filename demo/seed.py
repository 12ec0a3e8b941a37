"""Who may call: the user whose keys are handed out, and the roles of the other accounts."""

from dataclasses import dataclass

from moto.iam.models import iam_backends

from demo.server.principals import PARTITION

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
