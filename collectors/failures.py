"""What can go wrong when AWS is asked, as exceptions that carry the record of it.

AwsError                 .failure is the record that is stored and shown where the data would be
├── Denied               a policy forbids the action
├── Throttled            too many calls, ours or others'
├── Unreachable          no answer, or an answer that says that the service is ill
├── Credentials          no, wrong or expired credentials
├── Gone                 what was asked about does not exist
└── Unexpected           anything else
"""

import re

from botocore import exceptions as botocore
from botocore.exceptions import ClientError

from collectors.actions import iam_action
from collectors.advice import advice_for
from collectors.codes import kind_of_answer
from collectors.records import Failure, FailureKind

CREDENTIAL_ERRORS = (
    botocore.NoCredentialsError,
    botocore.PartialCredentialsError,
    botocore.CredentialRetrievalError,
    botocore.RefreshWithMFAUnsupportedError,
    botocore.ProfileNotFound,
    botocore.ConfigParseError,
    botocore.SSOError,
    botocore.LoginError,
    botocore.TokenRetrievalError,
    botocore.InvalidConfigError,
)
LONGEST_MESSAGE = 400
SECRETS = (
    (re.compile(r"\b(A3T[A-Z0-9]|AKIA|ASIA)[A-Z0-9]{8,}"), r"\1…"),
    (
        re.compile(r"(?i)(x-amz-security-token|signature|secret|session.?token|credential)(\s*[:=]\s*)[^\s,;&]+"),
        r"\1\2…",
    ),
    (re.compile(r"//[^/@\s]+@"), "//…@"),
    (re.compile(r"[A-Za-z0-9+/]{60,}={0,2}"), "…"),
)
"""What must not be stored or shown: access key ids, tokens, signatures, passwords in URLs, long encoded texts."""


class AwsError(Exception):
    """AWS was asked and did not give the answer; `failure` says what, why and what to do."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.action}: {failure.told}")
        self.failure = failure

    @property
    def action(self) -> str:
        """The IAM action that failed."""
        return self.failure.action


class Denied(AwsError):
    """A policy forbids the action."""


class Throttled(AwsError):
    """Too many calls."""


class Unreachable(AwsError):
    """No answer, or one that says that the service is ill."""


class Credentials(AwsError):
    """No, wrong or expired credentials."""


class Gone(AwsError):
    """What was asked about does not exist."""


class Unexpected(AwsError):
    """Anything else; the message has AWS's own code."""


EXCEPTIONS = {
    FailureKind.DENIED: Denied,
    FailureKind.THROTTLED: Throttled,
    FailureKind.UNREACHABLE: Unreachable,
    FailureKind.CREDENTIALS: Credentials,
    FailureKind.GONE: Gone,
    FailureKind.UNEXPECTED: Unexpected,
}


class NotAsked(Exception):
    """The circuit breaker is open: the call was not sent. `why` is unreachable or throttled."""

    def __init__(self, service: str, why: str, seconds: float) -> None:
        super().__init__(f"not asked: {service} was {why} again and again; asked again in {seconds:.0f} s")
        self.why = why


def translate(error: Exception, action: str, subject: str = "") -> AwsError:
    """The exception for whatever botocore raised while `action` was asked about `subject`."""
    failure = failure_of(error, action, subject)
    return EXCEPTIONS[failure.kind](failure)


def failure_of(error: Exception, action: str, subject: str = "") -> Failure:
    """The record for whatever botocore raised while `action` was asked about `subject`."""
    if isinstance(error, AwsError):
        return error.failure
    kind = _kind(error)
    action = _refused_action(error, action)
    return Failure(kind, action, _said(error), (subject,) if subject else (), advice_for(kind, action, str(error)))


def _said(error: Exception) -> str:
    """AWS's own words after its code, without those that boto3 puts before them; a wrong signature's tell secrets."""
    if not isinstance(error, ClientError):
        return presentable(str(error))
    if _code(error) == "SignatureDoesNotMatch":
        return "the signature does not match"
    words = error.response.get("Error", {}).get("Message", "")
    return presentable(f"{_code(error)}: {words}" if words else str(error))


def presentable(message: str) -> str:
    """The message without secrets, in one line of a bearable length."""
    for secret, instead in SECRETS:
        message = secret.sub(instead, message)
    message = " ".join(message.split())
    return message if len(message) <= LONGEST_MESSAGE else message[:LONGEST_MESSAGE] + "…"


def _kind(error: Exception) -> FailureKind:
    if isinstance(error, ClientError):
        return kind_of_answer(_code(error), _status(error))
    if isinstance(error, NotAsked):
        return FailureKind(error.why)
    if isinstance(error, CREDENTIAL_ERRORS):
        return FailureKind.CREDENTIALS
    if isinstance(error, (botocore.HTTPClientError, botocore.ConnectionError, botocore.NoRegionError)):
        return FailureKind.UNREACHABLE
    return FailureKind.UNEXPECTED


def _code(error: Exception) -> str:
    return str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, ClientError) else ""


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _refused_action(error: Exception, action: str) -> str:
    """The action that AWS names (SQS does so in lower case); else what was really asked: AssumeRole, where the role
    refused us.
    """
    named = re.search(r"not authorized to perform:? ([a-z0-9-]+:[A-Za-z0-9]+)", str(error))
    if named and named[1].lower() != action.lower():
        return named[1]
    if isinstance(error, ClientError) and error.operation_name == "AssumeRole":
        return iam_action("sts", "AssumeRole")
    return action
