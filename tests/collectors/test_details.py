"""Which functions are asked about one by one, and what their answers mean."""

from collectors.details import FUNCTIONS_A_RUN, OLD_S, OLD_WITH_ALIASES_S, due
from collectors.parts import PARTS, TAGS, alias_of, destinations_of, provisioned_of, snapshot_mb_of
from collectors.records import Alias, ProvisionedConcurrency
from tests.conftest import NOON
from tests.factories import a_function

ARN = "arn:aws:lambda:eu-west-1:111122223333:function:a"


def names(functions):
    return [function.identity.name for function, _ in due(functions, NOON, PARTS)]


def test_new_functions_come_first_then_those_unasked_for_longest():
    read = {"a": NOON - OLD_S, "b": None, "c": NOON - 2 * OLD_S}
    functions = [a_function(name, details_read_at=at, aliases=()) for name, at in read.items()]
    assert names(functions) == ["b", "c", "a"]


def test_what_was_read_lately_is_left_alone():
    assert names([a_function(details_read_at=NOON - OLD_S + 1, aliases=())]) == []


def test_a_function_with_aliases_is_asked_more_often():
    aliases = (Alias("live", "3"),)
    assert names([a_function(details_read_at=NOON - OLD_WITH_ALIASES_S, aliases=aliases)]) == ["checkout-api"]


def test_a_run_asks_about_a_bounded_number():
    assert len(names([a_function(f"f{i}") for i in range(FUNCTIONS_A_RUN + 50)])) == FUNCTIONS_A_RUN


def test_what_was_refused_is_tried_again_alone():
    function = a_function(details_read_at=NOON, aliases=None, unread=("aliases",))
    ((_, parts),) = due([function], NOON, PARTS)
    assert [part.method for part in parts] == ["list_aliases"]


def test_what_is_refused_of_many_keeps_nobody_else_waiting():
    refused = [
        a_function(f"f{i}", details_read_at=NOON - 3600, aliases=(), unread=("tags",)) for i in range(FUNCTIONS_A_RUN)
    ]
    moved = a_function("moved", details_read_at=NOON - OLD_WITH_ALIASES_S, aliases=(Alias("live", "3"),))
    assert due([*refused, moved], NOON, (*PARTS, TAGS))[0] == (moved, (*PARTS, TAGS))


def test_tags_are_asked_one_by_one_only_where_told_to():
    function = a_function(details_read_at=NOON, aliases=(), unread=("tags",))
    assert due([function], NOON, PARTS) == []
    assert due([function], NOON, (*PARTS, TAGS)) == [(function, (TAGS,))]


def test_an_alias_says_where_its_traffic_goes():
    weights = {"AdditionalVersionWeights": {"13": 0.1}}
    assert alias_of({"Name": "live", "FunctionVersion": "12", "RoutingConfig": weights}) == Alias(
        "live", "12", (("13", 0.1),)
    )
    assert alias_of({"Name": "live", "FunctionVersion": "12"}) == Alias("live", "12")


def test_provisioned_concurrency_is_of_a_qualifier():
    answer = {"FunctionArn": f"{ARN}:live", "RequestedProvisionedConcurrentExecutions": 5, "Status": "READY"}
    assert provisioned_of(answer) == ProvisionedConcurrency("live", 5, None, "READY")


def test_the_functions_own_destination_goes_before_an_aliass():
    own = {"FunctionArn": f"{ARN}:$LATEST", "MaximumRetryAttempts": 0}
    alias = {"FunctionArn": f"{ARN}:live", "MaximumRetryAttempts": 2}
    assert destinations_of([alias, own])["max_retry_attempts"] == 0
    assert destinations_of([alias])["max_retry_attempts"] == 2


def test_without_a_configuration_there_are_no_destinations():
    assert destinations_of([]) == {
        "on_failure_arn": "",
        "on_success_arn": "",
        "max_retry_attempts": None,
        "max_event_age_s": None,
    }


def test_every_published_version_keeps_a_snapshot_of_its_memory():
    versions = [("$LATEST", 1024, "Off"), ("1", 512, "On"), ("2", 1024, "On"), ("3", 2048, "Off")]
    answers = [
        {"Version": version, "MemorySize": memory, "SnapStart": {"OptimizationStatus": status}}
        for version, memory, status in versions
    ]
    assert snapshot_mb_of(answers) == 1536
    assert snapshot_mb_of([{"Version": "1", "MemorySize": 512}]) == 0
