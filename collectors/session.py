"""How to get into a target: its profile or the default chain, then its role, whose credentials renew themselves."""

import os
from collections.abc import Callable
from datetime import datetime
from typing import Any

import boto3
import botocore
from botocore.config import Config
from botocore.credentials import (
    AssumeRoleCredentialFetcher,
    CredentialProvider,
    CredentialResolver,
    DeferredRefreshableCredentials,
)
from botocore.exceptions import BotoCoreError, NoCredentialsError
from botocore.loaders import create_loader
from botocore.session import Session
from botocore.utils import parse_timestamp

from collectors.failures import translate
from collectors.targets import Target

ATTEMPTS = 4
ANSWER_S = 10
"""Seconds that an answer may take; reading days of history in one call takes longer, and hurries nobody."""

CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
    connect_timeout=3,
    read_timeout=ANSWER_S,
    max_pool_connections=24,
    user_agent=f"lambda-oncall Botocore/{botocore.__version__}",
)
"""Set explicitly, because botocore's defaults differ between its versions; its own user agent it makes anew at every
call, which takes a tenth of the call."""

UNCHECKED = ("cloudwatch", "sqs")
"""Here botocore takes longer to check five hundred queries, or ten messages, than to send them; AWS checks, too."""

LOADER = create_loader()
"""Reads botocore's service models; it keeps what it read, and nothing changes it."""


def open_session(target: Target, prepare: Callable[[Session], None]) -> Session:
    """A botocore session for the target, and `prepare` done to it and to the one that assumes its role.

    Nothing is called yet: the role is assumed when the first client calls.
    """
    session = _session(target.profile)
    prepare(session)
    if target.role_arn:
        provider = _RoleProvider(target, prepare)
        session.register_component("credential_provider", CredentialResolver([provider]))
    return session


def time_of(value: Any) -> datetime | int:
    """A time in an answer: epoch seconds where AWS wrote a number. Botocore's own parser makes a datetime in the local
    time zone of it, once a datapoint, and takes most of the time that a poll takes."""
    return int(value) if isinstance(value, (int, float)) else parse_timestamp(value)


def _session(profile: str) -> Session:
    """A session that shares the service models with all others: each would hold 14 MB of its own a target."""
    session = Session(profile=profile or None)
    session.register_component("data_loader", LOADER)
    session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=time_of)
    return session


def create_client(
    session: Session, target: Target, service: str, attempts: int = ATTEMPTS, answer_s: float = ANSWER_S, **keys: Any
) -> Any:
    """A client of `service` in the target's region, with our timeouts, sending each call up to `attempts` times."""
    own = Config(inject_host_prefix=not target.endpoint_url)  # Live Tail's `stream-` goes before no address of ours
    retries: Any = {"mode": "standard", "total_max_attempts": attempts}
    checked = service not in UNCHECKED
    boto: Any = boto3.Session(botocore_session=session)
    return boto.client(
        service,
        region_name=target.region,
        endpoint_url=target.endpoint_url or None,
        config=CONFIG.merge(own).merge(Config(retries=retries, read_timeout=answer_s, parameter_validation=checked)),
        **keys,
    )


def default_region(profile: str = "") -> str | None:
    """The region that the profile, or the environment, names; AWS_REGION as well, which other SDKs read and botocore
    does not. Raises Credentials if there is no such profile."""
    try:
        return Session(profile=profile or None).get_config_variable("region") or os.environ.get("AWS_REGION") or None
    except BotoCoreError as error:
        raise translate(error, "") from error


class _RoleProvider(CredentialProvider):
    """Assumes the target's role with the credentials of its profile or of the default chain."""

    METHOD = "assume-role"

    def __init__(self, target: Target, prepare: Callable[[Session], None]) -> None:
        super().__init__()
        self._target = target
        self._prepare = prepare

    def load(self) -> DeferredRefreshableCredentials:
        source = _session(self._target.profile)
        self._prepare(source)
        found = source.get_credentials()
        if found is None:
            raise NoCredentialsError
        fetcher = AssumeRoleCredentialFetcher(
            lambda service, **given: create_client(source, self._target, service, **given),
            found,
            self._target.role_arn,
            extra_args=_role_arguments(self._target),
        )
        return DeferredRefreshableCredentials(fetcher.fetch_credentials, self.METHOD)


def _role_arguments(target: Target) -> dict[str, str]:
    name = {"RoleSessionName": "lambda-oncall"}
    return name | {"ExternalId": target.external_id} if target.external_id else name
