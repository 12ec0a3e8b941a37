from collections import defaultdict

import pytest

from collectors import metrics, queue_metrics, tripwire
from collectors.durations import DAY, HOUR
from collectors.records import Ask, Coverage, FailureKind, Kind, Mapping, ProvisionedConcurrency, Queue, Window
from tests.answering import an_aws
from tests.conftest import NOON
from tests.factories import a_function, an_identity

POLL = Window(NOON - 300, NOON, 60)
ARN = "arn:aws:sqs:eu-west-1:111122223333:"


class CloudWatch:
    """Notes what it is asked; `active` maps a metric's name to the functions or queues that ListMetrics tells."""

    def __init__(self, **active):
        self.active = active
        self.denied = set()
        self.listed = []
        self.windows = defaultdict(set)
        self.metrics = defaultdict(set)

    def __call__(self, action, body):
        if action in self.denied:
            return 403, {"__type": "AccessDenied", "message": "not authorized"}
        return 200, self.list(body) if action == "ListMetrics" else self.data(body)

    def list(self, body):
        self.listed.append((body["MetricName"], body.get("RecentlyActive")))
        dimension = body["Dimensions"][0]["Name"]
        names = self.active.get(body["MetricName"], ())
        return {"Metrics": [{"Dimensions": [{"Name": dimension, "Value": name}]} for name in names]}

    def data(self, body):
        for query in body["MetricDataQueries"]:
            metric = query["MetricStat"]["Metric"]
            name = "".join(dimension["Value"] for dimension in metric["Dimensions"])
            self.windows[name].add((body["StartTime"], body["EndTime"], query["MetricStat"]["Period"]))
            self.metrics[name].add((metric["MetricName"], query["MetricStat"]["Stat"]))
        done = {"Timestamps": [], "Values": [], "StatusCode": "Complete"}
        return {"MetricDataResults": [done | {"Id": query["Id"]} for query in body["MetricDataQueries"]]}


@pytest.fixture
def collect(monkeypatch):
    def run(cloudwatch, collector=metrics, **ask):
        with an_aws(cloudwatch, monkeypatch) as aws:
            fields = {"functions": (a_function("a"), a_function("b")), "windows": (POLL,)} | ask
            return list(collector.collect(aws, aws.target, Ask(**fields), NOON))

    return run


def asked_of(cloudwatch, name):
    return {metric for metric, _ in cloudwatch.metrics[name]}


def a_stream(function):
    source = "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks"
    return Mapping("u", function.identity, "", source, "Enabled")


def test_an_idle_function_is_not_asked_for(collect):
    cloudwatch = CloudWatch(Invocations=["a"])
    chunks = collect(cloudwatch, awake=frozenset({"a"}))
    assert set(cloudwatch.metrics) == {"a", ""}
    assert [covered.result for chunk in chunks for covered in chunk.covered] == ["ok"]


def test_a_function_that_is_only_throttled_is_not_idle(collect):
    cloudwatch = CloudWatch(Throttles=["b"])
    collect(cloudwatch, awake=frozenset({"b"}))
    assert set(cloudwatch.metrics) == {"b", ""}


def test_a_poll_asks_two_minutes_more_than_its_window(collect):
    cloudwatch = CloudWatch(Invocations=["a"])
    collect(cloudwatch, awake=frozenset({"a"}))
    assert cloudwatch.windows["a"] == {(NOON - 420, NOON, 60)}


def test_a_function_that_woke_is_read_as_far_back_as_it_may_have_been_awake(collect):
    cloudwatch = CloudWatch(Invocations=["a", "b"])
    collect(cloudwatch, awake=frozenset({"a"}))
    assert cloudwatch.windows["b"] == {(NOON - 3 * HOUR - 120, NOON, 60)}
    assert cloudwatch.windows["a"] == {(NOON - 420, NOON, 60)}


def test_a_listing_that_is_denied_makes_it_dearer_but_not_blind(collect):
    cloudwatch = CloudWatch(Invocations=["a"])
    cloudwatch.denied.add("ListMetrics")
    chunks = collect(cloudwatch)
    assert set(cloudwatch.metrics) == {"a", "b", ""}
    assert [failure.kind for chunk in chunks for failure in chunk.failures] == [FailureKind.DENIED]


def test_older_windows_go_by_what_was_active_in_two_weeks(collect):
    cloudwatch = CloudWatch(Invocations=["a"])
    collect(cloudwatch, windows=(Window(NOON - 2 * DAY, NOON - DAY, 60),))
    assert ("Invocations", None) in cloudwatch.listed
    assert set(cloudwatch.metrics) == {"a", ""}


def test_windows_too_old_for_listing_are_asked_of_every_function(collect):
    cloudwatch = CloudWatch()
    collect(cloudwatch, windows=(Window(NOON - 15 * DAY + HOUR, NOON - 14 * DAY, 60),))
    assert cloudwatch.listed == []
    assert set(cloudwatch.metrics) == {"a", "b", ""}


def test_a_settled_hour_is_asked_for_percentiles_alone(collect):
    cloudwatch = CloudWatch(Invocations=["a"])
    collect(cloudwatch, windows=(Window(NOON - 2 * HOUR, NOON - HOUR, HOUR),))
    assert dict(cloudwatch.metrics) == {"a": {("Duration", "p50"), ("Duration", "p95"), ("Duration", "p99")}}
    assert cloudwatch.windows["a"] == {(NOON - 2 * HOUR, NOON - HOUR, HOUR)}


def test_asynchronous_metrics_are_asked_where_there_are_events_or_a_place_for_failed_ones(collect):
    functions = (a_function("a"), a_function("b"), a_function("c", dead_letter_arn=ARN + "dead"))
    cloudwatch = CloudWatch(Invocations=["a", "b", "c"], AsyncEventsReceived=["a"])
    collect(cloudwatch, functions=functions)
    assert {name for name in "abc" if "AsyncEventAge" in asked_of(cloudwatch, name)} == {"a", "c"}


def test_iterator_age_is_asked_where_a_stream_feeds_the_function(collect):
    stream = a_stream(a_function("b"))
    cloudwatch = CloudWatch(Invocations=["a", "b"])
    collect(cloudwatch, mappings=(stream,))
    assert {name for name in "ab" if "IteratorAge" in asked_of(cloudwatch, name)} == {"b"}


def test_spillover_is_asked_where_concurrency_is_provisioned(collect):
    provisioned = a_function("b", provisioned=(ProvisionedConcurrency("live", 5),))
    cloudwatch = CloudWatch(Invocations=["a", "b"])
    collect(cloudwatch, functions=(a_function("a"), provisioned))
    spillover = "ProvisionedConcurrencySpilloverInvocations"
    assert {name for name in "ab" if spillover in asked_of(cloudwatch, name)} == {"b"}


def test_functions_in_trouble_are_asked_for_without_a_listing_and_cover_themselves(collect):
    cloudwatch = CloudWatch()
    chunks = collect(cloudwatch, functions=(a_function("b"),), whole=False, skip_idle=False)
    assert cloudwatch.listed == []
    assert set(cloudwatch.metrics) == {"b"}
    assert [covered.subject for chunk in chunks for covered in chunk.covered] == ["b"]


def test_the_tripwire_asks_two_metrics_of_the_account(collect):
    cloudwatch = CloudWatch()
    (points, covered) = collect(cloudwatch, tripwire)
    assert dict(cloudwatch.metrics) == {"": {("Errors", "Sum"), ("Throttles", "Sum")}}
    assert points.records[0].identity == an_identity("", Kind.ACCOUNT)
    assert [coverage.result for coverage in covered.covered] == ["ok"]


def test_a_queue_that_was_not_touched_is_not_asked_for(collect):
    queues = tuple(
        Queue(an_identity(name, Kind.QUEUE), ARN + name, "", False, 0, 0, 0, 345600, 30, NOON)
        for name in ("jobs", "old")
    )
    cloudwatch = CloudWatch(ApproximateNumberOfMessagesVisible=["jobs"])
    collect(cloudwatch, queue_metrics, queues=queues, awake=frozenset({"jobs"}))
    assert set(cloudwatch.metrics) == {"jobs"}
    assert cloudwatch.windows["jobs"] == {(NOON - 300 - 900, NOON, 60)}


def test_where_there_are_no_functions_nothing_is_asked_and_everything_is_read(collect):
    cloudwatch = CloudWatch()
    (chunk,) = collect(cloudwatch, functions=())
    assert chunk.covered == (Coverage(60, POLL.start, POLL.end, NOON),)
    assert not cloudwatch.listed
    assert not cloudwatch.windows
