"""The company is written down without contradictions."""

import re

import pytest

from demo.world.fleet import FLEET


def _queue_arns():
    return {queue.arn for queue in FLEET.queues}


def test_it_is_a_company_of_some_forty_functions_in_two_accounts_and_two_regions():
    assert 40 <= len(FLEET.functions) <= 50
    assert {(f.account, f.region) for f in FLEET.functions} == {(a.account, a.region) for a in FLEET.accounts}
    assert {f.architecture for f in FLEET.functions} == {"arm64", "x86_64"}
    assert {f.package for f in FLEET.functions} == {"Zip", "Image"}
    assert any(f.snap_start for f in FLEET.functions)


@pytest.mark.parametrize("function", FLEET.functions, ids=lambda f: f.name)
def test_a_function_is_named_legally_and_refers_to_queues_that_exist(function):
    assert re.fullmatch(r"[a-zA-Z0-9-_]{1,64}", function.name)
    for queue in filter(None, (function.feed, function.dead_letter, function.on_failure)):
        assert FLEET.queue(function.account, function.region, queue)
    assert (function.package == "Image") == (not function.runtime)
    assert function.deploys
    assert max(deploy.at for deploy in function.deploys) < 0
    assert function.version == "$LATEST" or function.version in {deploy.version for deploy in function.deploys}


def test_every_dead_letter_queue_exists_and_is_of_its_source_type():
    for queue in FLEET.queues:
        if queue.dead_letter:
            target = FLEET.queue(queue.account, queue.region, queue.dead_letter)
            assert target
            assert target.fifo == queue.fifo


def test_every_mapping_feeds_a_function_that_exists_and_every_fed_function_has_one():
    mapped = {(m.account, m.region, m.function) for m in FLEET.mappings}
    assert all(FLEET.function(*key) for key in mapped)
    fed = {(f.account, f.region, f.name) for f in FLEET.functions if f.trigger in ("sqs", "stream")}
    assert fed == mapped
    for mapping in FLEET.mappings:
        if ":sqs:" in mapping.source_arn:
            assert mapping.source_arn in _queue_arns()


def test_every_alarm_watches_something_that_exists():
    for alarm in FLEET.alarms:
        for name, value in (*alarm.dimensions, *(d for m in alarm.metrics for d in m.dimensions)):
            find = {"FunctionName": FLEET.function, "QueueName": FLEET.queue}[name]
            assert find(alarm.account, alarm.region, value), alarm.name


def test_the_bad_deploy_is_in_cloudtrail_with_a_name():
    event = next(e for e in FLEET.trail if e.resource == "checkout-api" and e.at == -47 * 60)
    assert (event.event, event.by) == ("UpdateFunctionCode20150331v2", "priya.nair")
