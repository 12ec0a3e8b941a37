"""What AWS's and botocore's errors become: a kind, the IAM action, and advice that a person can follow."""

import pytest
from botocore import exceptions as botocore
from botocore.exceptions import ClientError

from collectors.failures import AwsError, Denied, NotAsked, failure_of, presentable, translate
from collectors.records import FailureKind

ROLE = "arn:aws:sts::444455556666:assumed-role/reader/lambda-oncall"


def answered(code, status=400, message="", operation="ListFunctions"):
    error = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(error, operation)


def denied(who, action):
    return answered("AccessDeniedException", 403, f"User: {who} is not authorized to perform: {action}")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (answered("AccessDeniedException", 403), FailureKind.DENIED),
        (answered("AccessDenied", 403), FailureKind.DENIED),
        (answered("KMSAccessDeniedException", 502), FailureKind.DENIED),
        (answered("", 403), FailureKind.DENIED),
        (answered("Throttling"), FailureKind.THROTTLED),
        (answered("ThrottledException"), FailureKind.THROTTLED),
        (answered("TooManyRequestsException", 429), FailureKind.THROTTLED),
        (answered("", 429), FailureKind.THROTTLED),
        (answered("ServiceException", 500), FailureKind.UNREACHABLE),
        (answered("503", 503), FailureKind.UNREACHABLE),
        (answered("ExpiredToken", 403), FailureKind.CREDENTIALS),
        (answered("ExpiredTokenException", 403), FailureKind.CREDENTIALS),
        (answered("UnrecognizedClientException", 403), FailureKind.CREDENTIALS),
        (answered("SignatureDoesNotMatch", 403), FailureKind.CREDENTIALS),
        (answered("ResourceNotFoundException", 404), FailureKind.GONE),
        (answered("AWS.SimpleQueueService.NonExistentQueue"), FailureKind.GONE),
        (answered("404", 404), FailureKind.UNEXPECTED),
        (answered("400", 400, ""), FailureKind.UNEXPECTED),
        (answered("", 0, ""), FailureKind.UNEXPECTED),
        (ClientError({}, "ListFunctions"), FailureKind.UNEXPECTED),
        (botocore.NoCredentialsError(), FailureKind.CREDENTIALS),
        (botocore.ProfileNotFound(profile="prod"), FailureKind.CREDENTIALS),
        (botocore.UnauthorizedSSOTokenError(), FailureKind.CREDENTIALS),
        (botocore.SSOTokenLoadError(error_msg="none"), FailureKind.CREDENTIALS),
        (botocore.EndpointConnectionError(endpoint_url="https://x"), FailureKind.UNREACHABLE),
        (botocore.ConnectTimeoutError(endpoint_url="https://x"), FailureKind.UNREACHABLE),
        (botocore.ReadTimeoutError(endpoint_url="https://x"), FailureKind.UNREACHABLE),
        (botocore.ConnectionClosedError(endpoint_url="https://x"), FailureKind.UNREACHABLE),
        (botocore.SSLError(endpoint_url="https://x", error="bad"), FailureKind.UNREACHABLE),
        (botocore.ParamValidationError(report="too short"), FailureKind.UNEXPECTED),
        (NotAsked("sqs", "throttled", 12.0), FailureKind.THROTTLED),
        (NotAsked("sqs", "unreachable", 12.0), FailureKind.UNREACHABLE),
    ],
    ids=lambda value: str(value)[:60],
)
def test_an_error_is_of_a_kind_and_carries_advice(error, kind):
    failure = failure_of(error, "lambda:ListFunctions", "checkout-api")
    assert failure.kind is kind
    assert (failure.action, failure.subject) == ("lambda:ListFunctions", "checkout-api")
    assert failure.message
    assert failure.advice.endswith((".", ")"))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (answered("ValidationError", 400, "Period must be 60"), "ValidationError: Period must be 60"),
        (answered("SignatureDoesNotMatch", 403, "The Canonical String is AKIA"), "the signature does not match"),
        (answered("404", 404, ""), "An error occurred (404) when calling the ListFunctions operation: "),
    ],
)
def test_a_failure_says_awss_own_words_after_its_code(error, said):
    assert failure_of(error, "lambda:ListFunctions").message == said.strip()


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (answered("ExpiredToken", 403, "The security token is expired"), "Sign in again"),
        (answered("RequestExpired", 400, "Request has expired."), "Sign in again"),
        (answered("InvalidSignatureException", 403, "Signature expired: now earlier"), "Set this machine's clock"),
        (answered("SignatureDoesNotMatch", 403, "The request signature"), "Correct the secret access key"),
        (answered("InvalidClientTokenId", 403, "The token is invalid."), "Correct the access key id"),
        (botocore.NoCredentialsError(), "Give credentials"),
        (botocore.ProfileNotFound(profile="prod"), "Correct this target's profile"),
        (botocore.UnauthorizedSSOTokenError(), "Sign in again"),
        (botocore.TokenRetrievalError(provider="sso", error_msg="refresh failed"), "Sign in again"),
        (denied(ROLE, "lambda:ListTags"), "Allow lambda:ListTags for role reader"),
        (denied("arn:aws:iam::1:user/ana", "sqs:ListQueues"), "Allow sqs:ListQueues for user ana"),
        (denied(ROLE, "lambda:X with an explicit deny"), "An explicit deny of lambda:X"),
        (answered("AccessDenied", 403, "Access is denied."), "Allow lambda:ListFunctions for the role or user"),
        (denied(ROLE, "sts:AssumeRole"), "Let the role's trust policy"),
        (botocore.EndpointConnectionError(endpoint_url="https://eu-wst-1"), "lambda did not answer"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_the_advice_says_what_to_do(error, advice):
    assert failure_of(error, "lambda:ListFunctions").advice.startswith(advice)


def test_the_action_is_the_one_that_aws_names():
    error = denied(ROLE, "kms:Decrypt")
    assert failure_of(error, "lambda:ListFunctions").action == "kms:Decrypt"


def test_an_action_that_sqs_writes_in_lower_case_is_written_as_iam_does():
    error = denied(ROLE, "sqs:getqueueattributes")
    assert failure_of(error, "sqs:GetQueueAttributes").action == "sqs:GetQueueAttributes"


def test_a_role_that_refuses_us_is_named_and_not_the_call_that_needed_it():
    error = answered("AccessDenied", 403, "Not allowed", operation="AssumeRole")
    assert failure_of(error, "lambda:ListFunctions").action == "sts:AssumeRole"


def test_the_exception_carries_the_failure_and_the_action():
    error = translate(answered("AccessDenied", 403), "lambda:ListTags", "checkout-api")
    assert isinstance(error, Denied)
    assert isinstance(error, AwsError)
    assert (error.action, error.failure.subject) == ("lambda:ListTags", "checkout-api")


def test_a_failure_translated_twice_stays_as_it_is():
    error = translate(answered("AccessDenied", 403), "lambda:ListTags")
    assert failure_of(error, "sqs:ListQueues") is error.failure


@pytest.mark.parametrize(
    "secret",
    [
        "key AKIAIOSFODNN7EXAMPLE is not known",
        "x-amz-security-token:FwoGZXIvYXdzEXAMPLETOKEN and more",
        "X-Amz-Signature=5f2c0bd1EXAMPLE",
        "https://user:hunter2EXAMPLE@proxy.internal:8080",
        "aws_secret: wJalrXUtnFEMIEXAMPLEKEY",
        "encoded " + "EXAMPLE" * 20,
    ],
)
def test_no_secret_is_shown(secret):
    assert "EXAMPLE" not in presentable(secret)


def test_a_signature_error_does_not_repeat_the_canonical_request():
    error = answered("SignatureDoesNotMatch", 403, "The Canonical String should have been 'GET / host:x secret'")
    assert failure_of(error, "sts:GetCallerIdentity").message == "the signature does not match"


def test_a_message_is_one_line_of_bearable_length():
    assert len(presentable("a b\n" * 1000)) <= 401
    assert "\n" not in presentable("a\nb")


@pytest.mark.parametrize(("error", "advice"), [
    (answered("MalformedQueryException", 400, "unexpected symbol at line 1", "StartQuery"), "Correct the query"),
    (answered("LimitExceededException", 400, "Account maximum query concurrency limit of [100] reached.", "StartQuery"),
     "Other queries"),
    (answered("AccessDeniedException", 400, "The KMS key cannot be used", "StartQuery"), "Allow kms:Decrypt"),
    (denied(ROLE, "logs:StartQuery"), "Allow logs:StartQuery"),
])  # fmt: skip
def test_what_only_logs_answer_has_advice_of_its_own(error, advice):
    assert failure_of(error, "logs:StartQuery").advice.startswith(advice)
