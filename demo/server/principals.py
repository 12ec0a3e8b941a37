"""Who calls: access keys, users and assumed roles, read off moto's tables."""

from dataclasses import dataclass
from functools import lru_cache

from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from demo.server.errors import AwsError, Protocol

PARTITION = "aws"
EXPIRED_CODES = {"json": "ExpiredTokenException", "rest": "ExpiredTokenException", "query": "ExpiredToken"}
UNKNOWN_CODES = {"json": "UnrecognizedClientException", "rest": "UnrecognizedClientException"}


@dataclass(frozen=True, slots=True)
class Principal:
    """An IAM user or an assumed role."""

    account: str
    arn: str
    access_key_id: str


@dataclass(frozen=True, slots=True)
class Role:
    """A role that the world's other account lets us assume."""

    arn: str
    external_id: str = ""


def principal_of(access_key_id: str, protocol: Protocol) -> Principal:
    """The owner of an access key; an unknown key is refused as AWS refuses it."""
    try:
        return _owner(access_key_id)
    except KeyError:
        raise unknown_credentials(protocol) from None


@lru_cache(10_000)
def _owner(access_key_id: str) -> Principal:
    """Looked up once: a key never changes hands."""
    for account, backends in list(iam_backends.items()):
        iam = backends[PARTITION]
        if access_key_id in iam.access_keys:
            role = sts_backends[account][PARTITION].get_assumed_role_from_access_key(access_key_id)
            owner = role or iam.get_user_from_access_key_id(access_key_id)
            return Principal(account, owner.arn if owner else f"arn:aws:iam::{account}:root", access_key_id)
    raise KeyError(access_key_id)


def unknown_credentials(protocol: Protocol) -> AwsError:
    """What AWS says to an access key that does not exist."""
    code = UNKNOWN_CODES.get(protocol, "InvalidClientTokenId")
    text = "The security token included in the request is invalid."
    return AwsError(code, text, 403, legacy="InvalidClientTokenId")


def expired_token(protocol: Protocol) -> AwsError:
    """What AWS says to temporary credentials past their time."""
    text = "The security token included in the request is expired"
    return AwsError(EXPIRED_CODES[protocol], text, 403, legacy="ExpiredToken")
