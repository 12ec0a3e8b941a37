"""Changes in words."""

import pytest

from collectors.records import Change
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.analysis.change_words import in_words
from webapp.analysis.changes import AROUND, CONFIGURATION, MAPPING


def a_call(field, after, what="configuration"):
    return Change(an_identity(), NOON, what, field, "", after, "e1", source="cloudtrail")


def a_difference(field, before, after):
    return Change(an_identity(), NOON, "configuration", field, before, after, "d1")


@pytest.mark.parametrize(
    ("call", "told", "words"),
    [
        ("PutFunctionConcurrency", "reservedConcurrentExecutions=4", ("reserved concurrency → 4",)),
        ("DeleteFunctionConcurrency", "", ("reserved concurrency removed",)),
        ("UpdateFunctionCode", "codeSize=8502114", ("new code of 8.5 MB",)),
        ("UpdateFunctionConfiguration", "memorySize=512 timeout=30", ("memory → 512 MB", "timeout → 30 s")),
        ("UpdateFunctionConfiguration", "", ()),
        ("UpdateAlias", "name=live functionVersion=42", ("alias live → version 42",)),
        (
            "UpdateAlias",
            'name=live functionVersion=41 routingConfig={"additionalVersionWeights":{"42":0.1}}',
            ("alias live → version 41, 10 % on version 42",),
        ),
        ("UpdateAlias", 'name=live routingConfig={"additionalVersionWeights":{"4…', ("alias live",)),
        ("DeleteAlias", "name=live", ("alias live deleted",)),
        (
            "PutProvisionedConcurrencyConfig",
            "qualifier=live provisionedConcurrentExecutions=10",
            ("provisioned concurrency of live → 10",),
        ),
        ("DeleteProvisionedConcurrencyConfig", "qualifier=live", ("provisioned concurrency of live removed",)),
        (
            "CreateEventSourceMapping",
            "eventSourceArn=arn:aws:sqs:eu-west-1:1:orders batchSize=10 enabled=false",
            ("reads from orders", "reading switched off", "batch size → 10"),
        ),
        ("PutFunctionEventInvokeConfig", "maximumRetryAttempts=0", ("retries of asynchronous events → 0",)),
    ],
)
def test_a_call_that_cloudtrail_tells_of(call, told, words):
    assert in_words(a_call(call, told)) == words


@pytest.mark.parametrize(
    ("field", "before", "after", "words"),
    [
        ("reserved_concurrency", "40", "4", "reserved concurrency 40 → 4"),
        ("reserved_concurrency", "40", "", "reserved concurrency 40 → none"),
        ("memory_mb", "512", "256", "memory 512 MB → 256 MB"),
        ("timeout_s", "3", "30", "timeout 3 s → 30 s"),
        ("code_sha256", "abcdefghijkl", "mnopqrstuvwx", "code abcdefgh → mnopqrst"),
        ("alias.live", "41", "42", "alias live: version 41 → 42"),
        ("alias.live.weights", "", "42 10 %", "canary of alias live none → 42 10 %"),
        ("tags.team", "shop", "pay", "tag team shop → pay"),
        ("dead_letter_arn", "", "arn:aws:sqs:eu-west-1:1:dead", "dead-letter queue none → dead"),
        ("orders.batch_size", "10", "1", "orders batch size 10 → 1"),
        ("environment.DB_HOST", "9f86", "6030", "environment.DB_HOST changed"),
        ("environment.DB_HOST", "", "6030", "environment.DB_HOST set"),
        ("environment.DB_HOST", "9f86", "", "environment.DB_HOST removed"),
    ],
)
def test_a_difference_between_two_reads(field, before, after, words):
    assert in_words(a_difference(field, before, after)) == (words,)


@pytest.mark.parametrize("field", [*CONFIGURATION, *AROUND, *MAPPING])
def test_no_field_is_told_by_its_name_in_the_program(field):
    (words,) = in_words(a_difference(field, "a", "b"))
    assert "_" not in words


def test_secrets_are_masked_and_long_texts_end():
    (words,) = in_words(a_difference("description", "", "password=hunter2 " + "x" * 500))
    assert "hunter2" not in words
    assert len(words) <= 120
