"""The contract that every collector keeps, and the probes of what they need."""

import re

import pytest

from collectors import cost_explorer, price_list
from collectors.catalog import CATALOG
from collectors.insights import Insights
from collectors.permissions import PROBES, probe
from collectors.records import FailureKind, Kind, Selection, Window
from tests.collecting import collected
from tests.conftest import NOON
from tests.factories import a_function, a_queue, an_identity

ACTION = re.compile(r"^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$")
QUEUE = "arn:aws:sqs:us-east-1:111122223333:"
US = 1
NEEDED = sorted({action for part in (*CATALOG, cost_explorer, price_list) for action in part.NEEDS})
US_ORDERS = a_queue(identity=an_identity("us-orders", Kind.QUEUE, region="us-east-1"), read_at=NOON)
by_name = pytest.mark.parametrize("collector", CATALOG, ids=lambda collector: collector.NAME)


def skip_what_the_embedded_aws_lacks(failures):
    for failure in failures:
        if "embedded AWS does not answer" in failure.message:
            pytest.skip(failure.message)


def test_names_are_unique():
    assert len({collector.NAME for collector in CATALOG}) == len(CATALOG)


@by_name
def test_a_collector_says_what_it_is_for_how_often_and_what_it_needs(collector):
    assert re.match(r"[A-Z].*[.:]", collector.__doc__)
    assert collector.collect.__doc__
    assert collector.NAME
    assert collector.EVERY > 0
    assert collector.NEEDS
    assert all(ACTION.match(action) for action in collector.NEEDS)
    assert len(set(collector.NEEDS)) == len(collector.NEEDS)


@by_name
def test_a_full_run_calls_what_is_needed_and_nothing_else(collector, an_aws_of, embedded_aws, monkeypatch):
    """The tagging API is refused in a second run, because one function's tags are asked for only then, and log queries
    do not end, because only then they are stopped."""
    monkeypatch.setattr(Insights.ask, "__defaults__", (-1, None))
    group = "/aws/lambda/us-storefront-api"
    ask = {
        "functions": (a_function("a", identity=an_identity("a", region="us-east-1"), log_group=group),),
        "queues": (),
        "queue_arns": (QUEUE + "us-orders",),
        "select_queues": Selection(("*",)),
        "windows": (Window(NOON - 300, NOON, 60),),
    }
    queue_named = {"queues": (US_ORDERS,)} if collector.NAME == "queue_metrics" else {}
    outcome, _ = collected(collector, an_aws_of(US), **ask | queue_named)
    skip_what_the_embedded_aws_lacks(outcome.failures)
    embedded_aws.faults("deny:tag:*", "endless:logs:StartQuery")
    refused, _ = collected(collector, an_aws_of(US), **ask | queue_named)
    called = (set(outcome.calls) | set(refused.calls)) - {"sts:GetCallerIdentity"}
    assert called == set(collector.NEEDS)


@by_name
def test_a_collector_denied_everything_says_so_and_tells_nothing_of_what_exists(collector, an_aws_of, embedded_aws):
    for action in collector.NEEDS:
        assert action in PROBES
    embedded_aws.faults(*(f"deny:{action}" for action in collector.NEEDS))
    outcome, records = collected(collector, an_aws_of(US), queues=(US_ORDERS,), queue_arns=(QUEUE + "us-orders",),
                                 functions=(a_function("a"),), windows=(Window(NOON - 300, NOON, 60),))  # fmt: skip
    assert not outcome.ok
    assert {failure.kind for failure in outcome.failures} == {FailureKind.DENIED}
    assert {failure.action for failure in outcome.failures} <= set(collector.NEEDS)
    assert records == []


@pytest.mark.parametrize("action", NEEDED)
def test_every_need_has_a_probe_that_tells_allowed_from_denied(action, an_aws_of, embedded_aws):
    aws = an_aws_of(US)
    allowed = probe(aws, action)
    skip_what_the_embedded_aws_lacks(filter(None, [allowed]))
    assert allowed is None
    embedded_aws.faults(f"deny:{action}")
    failure = probe(aws, action)
    assert (failure.kind, failure.action) == (FailureKind.DENIED, action)
    assert aws.calls[action] == 2


def test_there_is_no_probe_without_a_need():
    assert sorted(PROBES) == NEEDED


def test_a_probe_of_a_dead_region_tells_that_it_is_unreachable(an_aws_of):
    failure = probe(an_aws_of(endpoint_url="http://127.0.0.1:9"), "lambda:ListFunctions")
    assert failure.kind is FailureKind.UNREACHABLE
