"""The one door to AWS: who we are there, what is counted, what happens when it does not answer."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from collectors import session, tally
from collectors.aws import Aws, default_region
from collectors.failures import Credentials, Denied, Gone, Throttled, Unreachable
from collectors.pace import Pace
from collectors.tally import in_parallel
from collectors.targets import Target
from tests.collecting import UNPACED, an_embedded_target, use_keys

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def keys(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "example")


class Steady:
    """A steady clock that a test moves."""

    now = 1000.0

    def __call__(self):
        return self.now


def test_the_account_is_asked_of_sts_once(an_aws_of):
    aws = an_aws_of()
    assert aws.known_account is None
    assert aws.account() == aws.account() == aws.known_account
    assert (aws.account().account, aws.account().region) == ("111122223333", "eu-west-1")
    assert aws.calls == {"sts:GetCallerIdentity": 1}


def test_another_account_is_entered_by_its_role_and_external_id(an_aws_of):
    aws = an_aws_of(2)
    assert aws.account().account == "444455556666"
    aws.call("lambda", "get_account_settings")
    assert aws.calls["sts:AssumeRole"] == 1


def test_a_wrong_external_id_is_told_as_what_it_is(an_aws_of):
    with pytest.raises(Denied) as refused:
        an_aws_of(2, external_id="guessed").account()
    assert refused.value.action == "sts:AssumeRole"
    assert "external id" in refused.value.failure.advice


def test_every_page_of_a_listing_comes(an_aws_of, embedded_aws):
    embedded_aws.faults({"kind": "pages", "amount": 5, "action": "lambda:ListFunctions"})
    aws = an_aws_of()
    pages = list(aws.pages("lambda", "list_functions"))
    assert len(pages) == aws.calls["lambda:ListFunctions"] > 5
    assert sum(len(page["Functions"]) for page in pages) > 25


def test_what_does_not_exist_is_gone_and_says_what_it_was(an_aws_of):
    with pytest.raises(Gone) as gone:
        an_aws_of().call("lambda", "list_aliases", subject="nobody", FunctionName="nobody")
    assert (gone.value.action, gone.value.failure.subject) == ("lambda:ListAliases", "nobody")


def test_a_denied_action_is_named(an_aws_of, embedded_aws):
    embedded_aws.faults("deny:lambda:GetAccountSettings")
    with pytest.raises(Denied) as refused:
        an_aws_of().call("lambda", "get_account_settings")
    assert refused.value.action == "lambda:GetAccountSettings"


def test_attempts_are_counted_and_not_only_calls(an_aws_of, embedded_aws):
    embedded_aws.faults("fail:1:lambda:GetAccountSettings")
    aws = an_aws_of()
    with pytest.raises(Unreachable):
        aws.call("lambda", "get_account_settings")
    assert aws.calls["lambda:GetAccountSettings"] == 4
    assert embedded_aws.calls("lambda:GetAccountSettings")["total"] == 4


def test_a_run_counts_its_own_calls_in_its_threads_alone(an_aws_of):
    aws = an_aws_of()

    def ask(_):
        return aws.call("lambda", "get_account_settings")

    with tally.counting() as counted, ThreadPoolExecutor(1) as others:
        others.submit(ask, 0).result()
        assert len(list(in_parallel(ask, range(5), 3))) == 5
    assert counted.calls == {"lambda:GetAccountSettings": 5}
    assert aws.calls == {"lambda:GetAccountSettings": 6}


def test_metrics_requested_count_five_statistics_as_one_and_upper_each(an_aws_of):
    metric = {"Namespace": "AWS/Lambda", "MetricName": "Duration"}
    stats = ("p50", "p95", "p99", "Maximum", "Sum", "Minimum")
    queries = [
        {"Id": f"q{i}", "MetricStat": {"Metric": metric, "Period": 60, "Stat": stat}} for i, stat in enumerate(stats)
    ]
    assert tally.metrics_in(queries) == 2
    assert tally.metrics_in(queries[:5]) == 1
    assert tally.metrics_in([{"Id": "e", "Expression": "q0 + q1"}]) == 0


def test_a_service_that_does_not_answer_is_left_alone_for_a_while(keys):
    clock = Steady()
    aws = Aws(Target("far", "eu-west-1", endpoint_url=NOWHERE), clock, UNPACED)
    with pytest.raises(Unreachable):
        aws.call("sqs", "list_queues")
    assert aws.calls["sqs:ListQueues"] == 4
    with pytest.raises(Unreachable) as refused:
        aws.call("sqs", "list_queues")
    assert refused.value.failure.message.startswith("not asked: sqs was unreachable")
    assert aws.calls["sqs:ListQueues"] == 4
    clock.now += 16
    with pytest.raises(Unreachable):
        aws.call("sqs", "list_queues")
    assert aws.calls["sqs:ListQueues"] == 5, "one attempt tries whether it answers again"


def test_a_service_that_answers_again_is_asked_as_before(an_aws_of, embedded_aws):
    aws = an_aws_of()
    clock = Steady()
    aws = Aws(aws.target, clock, UNPACED)
    embedded_aws.faults("cut:1:lambda:GetAccountSettings")
    with pytest.raises(Unreachable):
        aws.call("lambda", "get_account_settings")
    assert aws.breakers["lambda"].is_open(clock.now)
    embedded_aws.faults()
    clock.now += 16
    aws.call("lambda", "get_account_settings")
    assert aws.breakers == {}


def test_one_silent_service_does_not_silence_the_others(an_aws_of, embedded_aws):
    embedded_aws.faults("cut:1:lambda:*")
    aws = an_aws_of()
    with pytest.raises(Unreachable):
        aws.call("lambda", "get_account_settings")
    aws.call("sqs", "list_queues")
    assert set(aws.breakers) == {"lambda"}


def test_a_service_that_hangs_is_given_up(embedded_aws, monkeypatch):
    use_keys(embedded_aws, monkeypatch)
    embedded_aws.faults("hang:1:lambda:GetAccountSettings")
    with pytest.raises(Unreachable) as silent:
        Aws(an_embedded_target(embedded_aws), answer_s=0.2).call("lambda", "get_account_settings")
    assert "Read timeout" in silent.value.failure.message
    embedded_aws.faults()


def test_timeouts_and_retries_are_ours_and_not_a_version_of_botocore():
    config = session.CONFIG
    assert (config.connect_timeout, config.read_timeout) == (3, 10)
    assert config.retries == {"mode": "standard", "total_max_attempts": 4}


@pytest.mark.usefixtures("hasty_boto3")
def test_throttling_is_told_when_four_attempts_have_not_helped(an_aws_of, embedded_aws):
    embedded_aws.faults("throttle:1:lambda:GetAccountSettings")
    with pytest.raises(Throttled):
        an_aws_of().call("lambda", "get_account_settings")
    assert embedded_aws.calls("lambda:GetAccountSettings")["total"] == session.ATTEMPTS


def test_being_refused_is_an_answer_and_opens_no_breaker(an_aws_of, embedded_aws):
    embedded_aws.faults("deny:lambda:GetAccountSettings")
    aws = an_aws_of()
    for _ in range(13):
        with pytest.raises(Denied):
            aws.call("lambda", "get_account_settings")
    assert aws.breakers == {}


def test_wrong_keys_are_told_as_credentials(embedded_aws, keys):
    aws = Aws(Target("wrong", "eu-west-1", endpoint_url=embedded_aws.url))
    with pytest.raises(Credentials) as refused:
        aws.account()
    assert "access key id" in refused.value.failure.advice
    assert "AKIAEXAMPLE" not in refused.value.failure.message


def test_without_credentials_it_says_so_and_finds_them_once_they_are_there(embedded_aws, monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    aws = Aws(Target("nobody", "eu-west-1", endpoint_url=embedded_aws.url))
    with pytest.raises(Credentials):
        aws.account()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", embedded_aws.ready["access_key_id"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", embedded_aws.ready["secret_access_key"])
    aws.forget_credentials()
    assert aws.account().account == "111122223333"


def test_a_profile_that_does_not_exist_is_told_with_its_name(monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(Credentials) as refused:
        Aws(Target("x", "eu-west-1", profile="prdo")).account()
    assert "prdo" in refused.value.failure.message
    with pytest.raises(Credentials):
        default_region("prdo")


def test_the_default_region_is_the_profiles_own(monkeypatch, tmp_path):
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    config = tmp_path / "config"
    config.write_text("[profile prod]\nregion = eu-central-1\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    assert default_region("prod") == "eu-central-1"
    assert default_region() is None
    monkeypatch.setenv("AWS_REGION", "eu-north-1")
    assert default_region() == "eu-north-1"
    assert default_region("prod") == "eu-central-1"


def test_a_pace_lets_a_burst_pass_and_then_one_at_a_time():
    clock, slept = Steady(), []
    pace = Pace(per_second=8, burst=3, clock=clock, sleep=slept.append)
    for _ in range(5):
        pace.wait()
    assert slept == [0.125, 0.25]


def test_a_pace_does_not_save_up_more_than_the_burst():
    clock, slept = Steady(), []
    pace = Pace(per_second=8, burst=3, clock=clock, sleep=slept.append)
    pace.wait()
    clock.now += 3600
    for _ in range(4):
        pace.wait()
    assert slept == [0.125]
