"""Fleets for measuring: as large as asked, as awake as asked, and quick to answer a second time."""

import pytest

from demo.cloudwatch.kept import Kept
from demo.cloudwatch.metric_data import MetricData
from demo.cloudwatch.sources import Viewer
from demo.server.calls import Call
from demo.server.principals import Principal
from demo.world.queue_minutes import nothing_removed
from demo.world.synthetic import fleet_of, synthetic
from demo.world.world import World
from tests.conftest import NOON
from tests.embedded import EmbeddedAws


def awake(fleet):
    return [f for f in fleet.functions if not f.traffic.idle]


def test_as_many_functions_and_as_many_of_them_active_as_asked():
    fleet = fleet_of("synthetic:10000:0.1")
    assert len(fleet.functions) == 10_000
    assert len(awake(fleet)) == 1000
    assert len({f.name for f in fleet.functions}) == 10_000
    assert len(fleet.accounts) == 1


def test_over_several_accounts_each_has_its_share_and_a_role():
    fleet = synthetic(1000, 0.1, accounts=5)
    sizes = [len(fleet.functions_in(a.account, a.region)) for a in fleet.accounts]
    busy = [len(fleet.busy_in(a.account, a.region)) for a in fleet.accounts]
    assert (sizes, busy) == ([200] * 5, [20] * 5)
    assert [bool(a.role_arn) for a in fleet.accounts] == [False, True, True, True, True]


@pytest.mark.parametrize("text", ["", "synthetic", "synthetic:ten:0.1", "synthetic:10:2", "synthetic:10:0.1:0", "shop"])
def test_what_is_no_fleet_is_refused(text):
    with pytest.raises(ValueError, match="no such fleet"):
        fleet_of(text)


def test_five_hundred_queries_of_sixty_points_compute_each_minute_once():
    fleet = synthetic(50, 1.0)
    world = World(1, NOON, fleet)
    viewer = Viewer(world, fleet.accounts[0].account, fleet.accounts[0].region, NOON, nothing_removed)
    asked = [("Invocations", "Sum"), ("Errors", "Sum"), ("Throttles", "Sum"), ("ConcurrentExecutions", "Maximum")]
    asked += [("Duration", statistic) for statistic in ("p50", "p95", "p99", "Maximum", "Sum", "Average")]
    queries = [
        {"Id": f"q{i}_{j}", "MetricStat": {"Metric": metric(spec.name, name), "Period": 60, "Stat": statistic}}
        for i, spec in enumerate(fleet.functions)
        for j, (name, statistic) in enumerate(asked)
    ]
    results = MetricData(viewer, {"MetricDataQueries": queries, "StartTime": NOON - 3600, "EndTime": NOON}).results()
    assert len(results) == 500
    assert sum(len(result["Values"]) for result in results) > 29_000
    assert world.minute.cache_info().misses == 50 * 60


def metric(function, name):
    named = [{"Name": "FunctionName", "Value": function}]
    return {"Namespace": "AWS/Lambda", "MetricName": name, "Dimensions": named}


def test_it_is_served_over_http_and_answers_the_same_again():
    with EmbeddedAws("--now", str(NOON), "--fleet", "synthetic:200:0.1:2") as aws:
        cloudwatch = aws.client("cloudwatch")
        assert [target["region"] for target in aws.targets] == ["eu-west-1", "eu-west-1"]
        listed = cloudwatch.list_metrics(Namespace="AWS/Lambda", MetricName="Invocations", RecentlyActive="PT3H")[
            "Metrics"
        ]
        names = {d["Value"] for m in listed for d in m["Dimensions"] if d["Name"] == "FunctionName"}
        assert len(names) == 10
        query = {"Id": "q", "MetricStat": {"Metric": metric(min(names), "Invocations"), "Period": 60, "Stat": "Sum"}}
        asked = {"MetricDataQueries": [query], "StartTime": NOON - 300, "EndTime": NOON}
        first, second = (cloudwatch.get_metric_data(**asked)["MetricDataResults"] for _ in range(2))
        assert first == second
        assert len(first[0]["Values"]) == 5


def a_call(body, now=NOON):
    return Call(
        "111122223333",
        "eu-west-1",
        "monitoring",
        "GetMetricData",
        "",
        body,
        now,
        Principal("111122223333", "arn", "key"),
    )


def test_an_answer_is_kept_for_its_minute_and_the_oldest_is_forgotten():
    kept, computed = Kept(most=2), []

    def ask(body, now=NOON):
        return kept.answer(a_call(body, now), lambda: computed.append((body["n"], now)) or {"n": len(computed)})

    assert ask({"n": 1}) == ask({"n": 1}, NOON + 59) == {"n": 1}
    assert ask({"n": 1}, NOON + 60) == {"n": 2}
    ask({"n": 3})
    ask({"n": 1})
    assert computed == [(1, NOON), (1, NOON + 60), (3, NOON), (1, NOON)]
