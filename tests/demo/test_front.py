"""The front door of the embedded AWS: who calls, what is unknown, where the time comes from, how it starts and ends."""

from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from demo.clock import WorldClock
from demo.seed import seed_user
from demo.server.calls import Request
from demo.server.front import Front
from demo.server.state import State
from demo.world.world import World
from tests.conftest import NOON
from tests.demo.asking import code_of
from tests.embedded import ONCE, EmbeddedAws

SHOP, PAYMENTS = "111122223333", "444455556666"


def test_the_user_is_in_the_first_account(embedded_aws):
    who = embedded_aws.client("sts").get_caller_identity()
    assert (who["Account"], who["Arn"]) == (SHOP, f"arn:aws:iam::{SHOP}:user/oncall-dashboard")


def test_an_assumed_role_is_in_its_own_account(embedded_aws):
    role = next(target for target in embedded_aws.targets if target["role_arn"])
    who = embedded_aws.client("sts", **embedded_aws.assumed(role)).get_caller_identity()
    assert who["Account"] == PAYMENTS
    assert who["Arn"] == f"arn:aws:sts::{PAYMENTS}:assumed-role/lambda-oncall-reader/test"


@pytest.mark.parametrize("change", [{"ExternalId": "guess"}, {"RoleArn": f"arn:aws:iam::{PAYMENTS}:role/admin"}])
def test_a_role_is_assumed_only_with_its_external_id(embedded_aws, change):
    role = next(target for target in embedded_aws.targets if target["role_arn"])
    given = {"RoleArn": role["role_arn"], "ExternalId": role["external_id"], "RoleSessionName": "test"}
    with pytest.raises(ClientError, match="is not authorized to perform: sts:AssumeRole") as refused:
        embedded_aws.client("sts").assume_role(**given | change)
    assert code_of(refused) == "AccessDenied"


@pytest.mark.parametrize(
    ("service", "ask", "code"),
    [
        ("lambda", "get_account_settings", "UnrecognizedClientException"),
        ("cloudwatch", "describe_alarms", "InvalidClientTokenId"),
        ("sts", "get_caller_identity", "InvalidClientTokenId"),
    ],
)
def test_unknown_credentials_are_refused(embedded_aws, service, ask, code):
    stranger = embedded_aws.client(service, aws_access_key_id="AKIA0000000000STRANGER"[:20], aws_secret_access_key="x")
    with pytest.raises(ClientError) as refused:
        getattr(stranger, ask)()
    assert code_of(refused) == code
    assert embedded_aws.calls()["total"] == 0


def test_an_unsigned_request_is_refused(embedded_aws):
    nobody = boto3.client(
        "cloudwatch", region_name="eu-west-1", endpoint_url=embedded_aws.url,
        config=ONCE.merge(Config(signature_version=UNSIGNED)),
    )  # fmt: skip
    with pytest.raises(ClientError) as refused:
        nobody.describe_alarms()
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


@pytest.mark.parametrize(
    ("service", "ask", "given"),
    [
        ("pricing", "describe_services", {}),
        ("cloudtrail", "list_channels", {}),
        ("iam", "list_delegation_requests", {}),
        ("lambda", "list_capacity_providers", {}),
    ],
)
def test_an_action_that_nobody_answers_is_a_clear_refusal(embedded_aws, service, ask, given):
    with pytest.raises(ClientError, match="does not answer") as refused:
        getattr(embedded_aws.client(service), ask)(**given)
    answer = refused.value.response
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert answer["Error"]["Code"] in ("UnknownOperationException", "InvalidAction")


def test_what_moto_knows_it_answers(embedded_aws):
    sns = embedded_aws.client("sns")
    arn = sns.create_topic(Name="made-by-a-person")["TopicArn"]
    assert arn == f"arn:aws:sns:eu-west-1:{SHOP}:made-by-a-person"
    assert arn in [topic["TopicArn"] for topic in sns.list_topics()["Topics"]]


def test_the_clock_stands_where_it_was_set(embedded_aws):
    assert embedded_aws.clock() == NOON
    assert embedded_aws.clock(now=NOON + 60) == NOON + 60
    assert embedded_aws.clock(offset=-3600) == pytest.approx(embedded_aws.clock(offset=0) - 3600, abs=60)
    embedded_aws.reset()
    assert embedded_aws.clock() == NOON


def test_it_ends_on_sigterm_while_a_call_hangs():
    with EmbeddedAws("--faults", "hang:sts:*") as aws, ThreadPoolExecutor() as pool:
        hanging = pool.submit(aws.client("sts").get_caller_identity)
        assert aws.await_calls("sts:GetCallerIdentity")
        assert aws.stop() == 0
        assert isinstance(hanging.exception(), BotoCoreError)


def test_a_defect_in_an_answer_is_an_internal_failure_and_not_silence(aws_in_process):
    front, request = aws_in_process
    front.state.functions = None
    reply = front.reply(request("GET", "/2015-03-31/functions", "lambda"))
    assert (reply.status, dict(reply.headers)["x-amzn-ErrorType"]) == (500, "InternalFailure")


@pytest.fixture
def aws_in_process():
    """The front without HTTP, and a maker of requests signed by its user."""
    state = State(WorldClock(NOON, 0), 1, World(1, NOON))
    key = seed_user("222233334444").access_key_id

    def request(method, path, service):
        signature = f"AWS4-HMAC-SHA256 Credential={key}/20261101/eu-west-1/{service}/aws4_request, SignedHeaders=host"
        return Request(method, path, "", {"authorization": signature}, b"")

    return Front(state), request
