"""What the demo has for each idea to save, read as on any account."""

import pytest

from collectors import log_groups, mappings, queues
from collectors.aws import Aws
from collectors.configuration import function_of
from collectors.records import LogGroup, Mapping, Queue
from tests.collecting import UNPACED, an_embedded_target, collected, only, use_keys
from tests.factories import a_function, an_identity
from tests.stories import a_mapping
from webapp.pages.cost_savings import asynchronous_tries, feeding_themselves, tries_by_source

QUEUE = "arn:aws:sqs:eu-west-1:111122223333:"


@pytest.fixture
def shop(embedded_aws, monkeypatch):
    """Everything in the shop's account that money can be lost on."""
    use_keys(embedded_aws, monkeypatch)
    aws = Aws(an_embedded_target(embedded_aws), calls_a_second=UNPACED)
    pages = aws.pages("lambda", "list_functions")
    known = [function_of(answer, aws.account(), b"") for page in pages for answer in page["Functions"]]
    _, sources = collected(mappings, aws)
    arns = tuple(sorted({each.source_arn for each in only(Mapping, sources)}))
    _, there = collected(queues, aws, queue_arns=arns)
    _, groups = collected(log_groups, aws, functions=tuple(known))
    return known, only(Mapping, sources), only(Queue, there), only(LogGroup, groups)


def test_the_shop_has_a_loop_retries_and_logs_for_ever(shop):
    known, sources, there, groups = shop
    loops = {identity.name: queue for identity, queue in feeding_themselves(known, sources, there).items()}
    assert loops == {"social-feed-poster": "social-posts-again"}
    tries = {identity.name: tries for identity, tries in tries_by_source(sources, there).items()}
    assert tries["email-sender"] == 5
    assert {each.retention_days for each in groups} == {30, None}


def test_a_source_that_is_switched_off_brings_nothing_back():
    function = a_function("worker", dead_letter_arn=f"{QUEUE}failed")
    source = {"function": function.identity, "source_arn": f"{QUEUE}failed"}
    assert feeding_themselves([function], [a_mapping(**source)], []) == {function.identity: "failed"}
    assert feeding_themselves([function], [a_mapping(**source, state="Disabled")], []) == {}


def test_a_stream_is_tried_as_often_as_its_mapping_says():
    function = an_identity("projector")
    stream = "arn:aws:kinesis:eu-west-1:111122223333:stream/orders"
    tried = {
        retries: tries_by_source([a_mapping(function=function, source_arn=stream, maximum_retry_attempts=retries)], [])
        for retries in (2, -1, None)
    }
    assert tried == {2: {function: 3}, -1: {}, None: {}}


def test_lambda_tries_asynchronous_events_three_times_unless_told_otherwise():
    function = a_function("thumbnailer")
    assert asynchronous_tries(function, {}) is None
    assert asynchronous_tries(function, {function.identity: 5.0}) == 3
    assert asynchronous_tries(a_function("thumbnailer", max_retry_attempts=0), {function.identity: 5.0}) == 1
