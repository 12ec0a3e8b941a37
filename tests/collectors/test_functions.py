"""The functions collector against the embedded AWS."""

import pytest

from collectors import functions
from collectors.functions import tags_by_arn
from collectors.records import FailureKind, Function, Listed, Selection
from tests.answering import an_aws
from tests.collecting import collected, only
from tests.conftest import NOON

US, PAYMENTS = 1, 2


def latest(records):
    return {function.identity.name: function for function in only(Function, records)}


@pytest.fixture
def lambda_client(embedded_aws):
    client = embedded_aws.client("lambda", region="us-east-1")
    yield client
    client.close()


@pytest.fixture
def made(lambda_client):
    def make(name, **fields):
        return lambda_client.create_function(
            FunctionName=name,
            Role="arn:aws:iam::111122223333:role/r",
            Runtime="python3.13",
            Handler="a.b",
            Code={"ZipFile": b"PK" + name.encode()},
            **fields,
        )

    return make


def test_all_functions_come_with_tags_and_details_and_the_list_of_them(an_aws_of):
    outcome, records = collected(functions, an_aws_of(US))
    found = latest(records)
    assert outcome.ok
    (listed,) = only(Listed, records)
    assert listed.names == set(found)
    assert all(function.unread == () and function.details_read_at == NOON for function in found.values())
    assert any(function.tags for function in found.values())


def test_what_is_quickly_known_does_not_wait_for_the_details(an_aws_of):
    _, records = collected(functions, an_aws_of(US))
    listed_at = next(index for index, record in enumerate(records) if isinstance(record, Listed))
    assert {f.identity.name for f in only(Function, records[:listed_at])} == set(latest(records))


def test_a_second_look_asks_about_no_single_function(an_aws_of):
    aws = an_aws_of(US)
    _, records = collected(functions, aws)
    known = tuple(latest(records).values())
    outcome, again = collected(functions, aws, now=NOON + 300, functions=known)
    assert set(outcome.calls) == {"lambda:ListFunctions", "tag:GetResources"}
    assert latest(again) == {function.identity.name: function for function in known}


def test_a_changed_function_is_asked_about_again_and_no_other(an_aws_of, lambda_client):
    aws = an_aws_of(US)
    _, records = collected(functions, aws)
    name = min(latest(records))
    lambda_client.update_function_configuration(FunctionName=name, Timeout=17)
    outcome, again = collected(functions, aws, now=NOON + 300, functions=tuple(latest(records).values()))
    assert outcome.calls["lambda:ListAliases"] == 1
    assert latest(again)[name].timeout_s == 17


def test_pages_of_two_give_the_same_functions(an_aws_of, embedded_aws):
    _, whole = collected(functions, an_aws_of(PAYMENTS))
    embedded_aws.faults("pages:2")
    outcome, paged = collected(functions, an_aws_of(PAYMENTS))
    assert outcome.ok
    assert outcome.calls["lambda:ListFunctions"] > 3
    assert latest(paged) == latest(whole)


@pytest.mark.parametrize("oddity", ["shuffle", "unpaged", "repeat"])
def test_a_list_in_no_order_or_unpaged_or_repeated_gives_the_same_functions(an_aws_of, embedded_aws, oddity):
    _, whole = collected(functions, an_aws_of(PAYMENTS))
    embedded_aws.faults(f"{oddity}:1")
    _, odd = collected(functions, an_aws_of(PAYMENTS))
    assert set(latest(odd)) == set(latest(whole))


def test_optional_fields_may_be_absent(an_aws_of, embedded_aws):
    embedded_aws.faults("absent:1:lambda:ListFunctions")
    outcome, records = collected(functions, an_aws_of(PAYMENTS))
    assert outcome.ok
    assert len(latest(records)) == 8


def test_without_the_tagging_api_tags_are_asked_one_by_one(an_aws_of, embedded_aws):
    embedded_aws.faults("deny:tag:GetResources")
    outcome, records = collected(functions, an_aws_of(US))
    assert [failure.action for failure in outcome.failures] == ["tag:GetResources"]
    assert outcome.calls["lambda:ListTags"] == len(latest(records))
    assert all(function.tags is not None for function in latest(records).values())


def test_tags_that_nobody_lets_us_read_are_unread_and_not_none(an_aws_of, embedded_aws):
    embedded_aws.faults("deny:tag:GetResources", "deny:lambda:ListTags")
    outcome, records = collected(functions, an_aws_of(US))
    assert outcome.calls["lambda:ListTags"] == 3, "three refusals in a row are enough"
    assert all(function.tags is None and "tags" in function.unread for function in latest(records).values())


def test_one_refused_detail_is_named_and_the_others_are_read(an_aws_of, embedded_aws):
    embedded_aws.faults("deny:lambda:GetFunctionConcurrency")
    outcome, records = collected(functions, an_aws_of(US))
    assert {failure.action for failure in outcome.failures} == {"lambda:GetFunctionConcurrency"}
    assert {function.unread for function in latest(records).values()} == {("reserved_concurrency",)}
    assert all(function.aliases is not None for function in latest(records).values())


def test_a_denied_listing_tells_nothing_of_what_exists(an_aws_of, embedded_aws):
    embedded_aws.faults("deny:lambda:ListFunctions")
    outcome, records = collected(functions, an_aws_of(US))
    assert records == []
    assert [(f.kind, f.action) for f in outcome.failures] == [(FailureKind.DENIED, "lambda:ListFunctions")]


def test_a_listing_that_breaks_off_names_no_function_as_gone(an_aws_of, embedded_aws, monkeypatch):
    embedded_aws.faults("pages:2", {"kind": "cut", "share": 0.6, "action": "lambda:ListFunctions"})
    outcome, records = collected(functions, an_aws_of(PAYMENTS))
    assert outcome.ok == bool(only(Listed, records))


@pytest.mark.usefixtures("hasty_boto3")
def test_three_in_ten_throttled_calls_lose_nothing(an_aws_of, embedded_aws):
    embedded_aws.faults("throttle:0.3:lambda:List*")
    outcome, records = collected(functions, an_aws_of(US))
    assert outcome.ok
    assert all(function.unread == () for function in latest(records).values())


def test_a_function_deleted_and_made_again_is_a_new_one(an_aws_of, made, lambda_client):
    made("comet", MemorySize=128)
    aws = an_aws_of(US)
    _, first = collected(functions, aws)
    lambda_client.delete_function(FunctionName="comet")
    _, without = collected(functions, aws, functions=tuple(latest(first).values()))
    assert "comet" not in only(Listed, without)[0].names
    made("comet", MemorySize=256)
    _, again = collected(functions, aws, functions=tuple(latest(first).values()))
    assert latest(again)["comet"].memory_mb == 256
    assert latest(again)["comet"].revision != latest(first)["comet"].revision


def test_a_function_deleted_between_the_list_and_the_reading_is_no_failure(an_aws_of, made, lambda_client):
    made("mayfly")
    aws = an_aws_of(US)
    asked = aws.call

    def call(service, method, **arguments):
        if method == "get_function_concurrency" and arguments["FunctionName"] == "mayfly":
            lambda_client.delete_function(FunctionName="mayfly")
        return asked(service, method, **arguments)

    aws.call = call
    outcome, records = collected(functions, aws)
    assert outcome.ok
    assert latest(records)["mayfly"].details_read_at is None


def test_names_with_every_legal_character_are_read(an_aws_of, made):
    name = "AZ-az_09" + "x" * 56
    made(name)
    _, records = collected(functions, an_aws_of(US))
    assert latest(records)[name].details_read_at == NOON


def test_only_what_is_selected_by_name_is_handed_out(an_aws_of, made):
    made("wanted-one")
    made("wanted-two")
    _, records = collected(functions, an_aws_of(US), select_functions=Selection(("wanted-*",), ("*-two",)))
    assert set(latest(records)) == only(Listed, records)[0].names == {"wanted-one"}


def test_only_what_is_selected_by_tag_is_handed_out(an_aws_of, made):
    made("wanted", Tags={"team": "<script>"})
    _, records = collected(functions, an_aws_of(US), select_functions=Selection(("tag:team=<script>",)))
    assert set(latest(records)) == only(Listed, records)[0].names == {"wanted"}


def test_the_tags_of_many_functions_come_in_pages(monkeypatch):
    def tagging(action, body):
        name, following = ("b", "") if body.get("PaginationToken") else ("a", "more")
        tags = [{"Key": "team", "Value": name}, {"Key": "env", "Value": "prod"}]
        return 200, {"PaginationToken": following, "ResourceTagMappingList": [{"ResourceARN": name, "Tags": tags}]}

    with an_aws(tagging, monkeypatch) as aws:
        assert tags_by_arn(aws) == {name: (("env", "prod"), ("team", name)) for name in ("a", "b")}
