"""CloudWatch's metrics over HTTP: what boto3 gets is what the world's own invocations say."""

from math import ceil

import pytest
from botocore.exceptions import ClientError

from demo.world.fleet import FLEET
from demo.world.latency import durations
from demo.world.logs import log_events
from demo.world.messages import arrivals
from demo.world.volumes import OVERHEAD
from demo.world.world import World
from tests.conftest import NOON
from tests.demo.asking import all_pages, code_of

MINUTE, HOUR, DAY = 60, 3600, 86_400


@pytest.fixture
def now(aws):
    return int(aws.clock()) // 60 * 60


@pytest.fixture
def cloudwatch(aws):
    return aws.client("cloudwatch")


@pytest.fixture(scope="module")
def world():
    return World(seed=1, epoch=NOON)


def the(name):
    return next(f for f in FLEET.functions if f.name == name)


def a_query(name="Errors", stat="Sum", function="checkout-api", period=60, id="q", dimensions=None, **more):
    dimensions = {"FunctionName": function} if dimensions is None else dimensions
    of = {"QueueName": "AWS/SQS", "LogGroupName": "AWS/Logs"}
    namespace = next((of[key] for key in dimensions if key in of), "AWS/Lambda")
    pairs = [{"Name": key, "Value": value} for key, value in dimensions.items()]
    metric = {"Namespace": namespace, "MetricName": name, "Dimensions": pairs}
    return {"Id": id, "MetricStat": {"Metric": metric, "Period": period, "Stat": stat}, **more}


def an_expression(text, id="e", **more):
    return {"Id": id, "Expression": text, **more}


def ask(cloudwatch, *queries, start, end, **more):
    return cloudwatch.get_metric_data(MetricDataQueries=list(queries), StartTime=start, EndTime=end, **more)


def series(result):
    return {int(t.timestamp()): v for t, v in zip(result["Timestamps"], result["Values"], strict=True)}


def one(cloudwatch, *queries, start, end, **more):
    return series(ask(cloudwatch, *queries, start=start, end=end, **more)["MetricDataResults"][-1])


class TestWhatTheValuesAre:
    def test_each_statistic_of_a_minute_follows_from_its_invocations(self, cloudwatch, world, now):
        ts = now - 10 * MINUTE
        found = sorted(i.duration for i in world.invocations(the("stock-level-api"), ts))
        stats = ("Sum", "Average", "Minimum", "Maximum", "SampleCount", "p50", "p95", "p99.9")
        asked = [a_query("Duration", s, "stock-level-api", id=f"q{i}") for i, s in enumerate(stats)]
        results = ask(cloudwatch, *asked, start=ts, end=ts + 60)["MetricDataResults"]
        got = dict(zip(stats, (r["Values"][0] for r in results), strict=True))
        ranked = {s: found[ceil(float(s[1:]) / 100 * len(found)) - 1] for s in ("p50", "p95", "p99.9")}
        assert got == pytest.approx(
            ranked
            | {"Sum": sum(found), "Average": sum(found) / len(found), "Minimum": found[0], "Maximum": found[-1]}
            | {"SampleCount": len(found)},
            abs=0.01 * len(found),
        )

    def test_five_minutes_are_the_five_minutes_together(self, cloudwatch, now):
        start = (now - HOUR) // 300 * 300
        minutes = one(cloudwatch, a_query("Invocations"), start=start, end=start + 1800)
        fives = one(cloudwatch, a_query("Invocations", period=300), start=start, end=start + 1800)
        assert fives == {
            t: sum(minutes.get(t + s, 0) for s in range(0, 300, 60)) for t in range(start, start + 1800, 300)
        }

    @pytest.mark.parametrize("period", [300, 3600])
    def test_a_longer_percentile_is_taken_of_all_its_samples_not_of_averages(self, cloudwatch, world, now, period):
        start = (now - 3 * HOUR) // HOUR * HOUR
        got = one(cloudwatch, a_query("Duration", "p95", "stock-level-api", period), start=start, end=start + period)
        minutes = [world.minute(the("stock-level-api"), t) for t in range(start, start + period, 60)]
        every = sorted(v for m in minutes for g in m.groups for v in durations(g))
        assert got == {start: pytest.approx(every[ceil(0.95 * len(every)) - 1])}

    def test_the_errors_metric_counts_the_failed_invocations_of_the_log(self, cloudwatch, world, now):
        start = now - 30 * MINUTE
        errors = sum(one(cloudwatch, a_query(), start=start, end=now).values())
        logged = [
            e.message for e in log_events(world, the("checkout-api"), start, now) if '"platform.report"' in e.message
        ]
        failed = sum('"status":"error"' in message for message in logged)
        assert errors == pytest.approx(failed, abs=2)
        assert errors > 300

    def test_no_invocation_is_no_point_and_not_zero(self, cloudwatch, now):
        for name in ("Invocations", "Errors", "Duration"):
            assert one(cloudwatch, a_query(name, function="legacy-ftp-import"), start=now - DAY, end=now) == {}
        stopped = one(cloudwatch, a_query("Invocations", function="price-sync"), start=now - 6 * HOUR, end=now)
        assert 30 < len(stopped) < 40
        assert max(stopped) < now - 3 * HOUR

    def test_a_function_without_errors_has_zeros_where_it_ran(self, cloudwatch, now):
        errors = one(cloudwatch, a_query(function="email-sender"), start=now - HOUR, end=now)
        assert set(errors.values()) == {0.0}

    def test_the_future_and_the_minute_that_is_not_over(self, aws, cloudwatch, now):
        aws.clock(now=now + 30)
        got = one(cloudwatch, a_query("Invocations"), start=now - 120, end=now + HOUR)
        assert sorted(got) == [now - 120, now - 60, now]
        aws.clock(now=now + 600)
        later = one(cloudwatch, a_query("Invocations"), start=now - 120, end=now + 60)
        assert later[now] > 1.5 * got[now]
        assert later[now - 60] == got[now - 60]

    def test_late_data_is_too_low_at_first_and_settles(self, aws, cloudwatch, now):
        asked = a_query("Invocations", function="cart-api")
        whole = one(cloudwatch, asked, start=now - 600, end=now)
        aws.faults("late:180")
        early = one(cloudwatch, asked, start=now - 600, end=now)
        assert 0 < early[now - 60] < 0.5 * whole[now - 60] < early[now - 120] < whole[now - 120]
        assert {ts: early[ts] for ts in early if ts <= now - 240} == {ts: whole[ts] for ts in whole if ts <= now - 240}
        aws.clock(now=now + 240)
        assert one(cloudwatch, asked, start=now - 600, end=now) == whole

    def test_a_long_invocation_is_published_when_it_has_ended_under_the_time_of_its_start(self, aws, cloudwatch, now):
        start = now // DAY * DAY + DAY + 135 * MINUTE
        asked = a_query("Invocations", function="nightly-sales-report")
        aws.clock(now=start + 300)
        assert one(cloudwatch, asked, start=start - HOUR, end=start + HOUR) == {}
        aws.clock(now=start + 900)
        assert one(cloudwatch, asked, start=start - HOUR, end=start + HOUR) == {start: 1.0}

    def test_an_account_is_the_sum_of_its_functions(self, cloudwatch, now):
        names = [f.name for f in FLEET.functions_in("111122223333", "eu-west-1")]
        start, end = now - 20 * MINUTE, now - 10 * MINUTE
        whole = one(cloudwatch, a_query("Errors", dimensions={}), start=start, end=end)
        asked = [a_query("Errors", function=name, id=f"q{i}") for i, name in enumerate(names)]
        parts = [series(r) for r in ask(cloudwatch, *asked, start=start, end=end)["MetricDataResults"]]
        assert whole == {t: sum(part.get(t, 0) for part in parts) for t in whole}
        assert len(whole) == 10

    def test_claimed_concurrency_counts_what_is_reserved(self, cloudwatch, now):
        names = ("ConcurrentExecutions", "ClaimedAccountConcurrency", "UnreservedConcurrentExecutions")
        window = {"start": now - 600, "end": now}
        all_of, claimed, shared = (one(cloudwatch, a_query(n, "Maximum", dimensions={}), **window) for n in names)
        assert all(claimed[t] >= all_of[t] >= shared[t] for t in all_of)
        assert min(claimed.values()) >= 54

    def test_two_regions_and_two_accounts_are_different_places(self, aws, now):
        elsewhere = aws.client("cloudwatch", "us-east-1")
        assert one(elsewhere, a_query("Invocations"), start=now - 600, end=now) == {}
        own = a_query("Throttles", function="us-storefront-api")
        assert len(one(elsewhere, own, start=now - 600, end=now)) == 10
        role = next(target for target in aws.targets if target["role_arn"])
        payments = aws.client("cloudwatch", role["region"], **aws.assumed(role))
        theirs = a_query("Invocations", function="fraud-scorer")
        assert len(one(payments, theirs, start=now - 600, end=now)) == 10
        assert one(payments, a_query("Invocations"), start=now - 600, end=now) == {}

    def test_by_alias(self, cloudwatch, now):
        window = {"start": now - 600, "end": now}
        alias = {"FunctionName": "checkout-api", "Resource": "checkout-api:live"}
        assert one(cloudwatch, a_query(dimensions=alias), **window) == one(cloudwatch, a_query(), **window)
        assert one(cloudwatch, a_query(dimensions=alias | {"Resource": "checkout-api:gone"}), **window) == {}

    def test_a_queue_tells_its_depth_and_age_and_counts_no_moved_message(self, cloudwatch, world, now):
        queue = {"QueueName": "order-intake-dlq"}
        window = {"start": now - HOUR, "end": now}
        depth = one(cloudwatch, a_query("ApproximateNumberOfMessagesVisible", "Maximum", dimensions=queue), **window)
        age = one(cloudwatch, a_query("ApproximateAgeOfOldestMessage", "Maximum", dimensions=queue), **window)
        sent = one(cloudwatch, a_query("NumberOfMessagesSent", dimensions=queue), **window)
        spec = FLEET.queue("111122223333", "eu-west-1", "order-intake-dlq")
        came = len(list(arrivals(world, spec, min(depth) + 60, max(depth) + 60)))
        assert depth[max(depth)] - depth[min(depth)] == came > 0
        assert age[max(age)] == age[min(age)] + max(age) - min(age)
        assert set(sent.values()) == {0.0}

    def test_another_unit_finds_nothing(self, cloudwatch, now):
        asked = a_query("Duration", "Maximum")
        asked["MetricStat"]["Unit"] = "Seconds"
        assert one(cloudwatch, asked, start=now - 600, end=now) == {}


class TestHowItIsAsked:
    def test_points_come_newest_first_unless_asked_otherwise(self, cloudwatch, now):
        newest, oldest = (
            ask(cloudwatch, a_query(), start=now - HOUR, end=now, **more)["MetricDataResults"][0]["Timestamps"]
            for more in ({}, {"ScanBy": "TimestampAscending"})
        )
        assert newest == sorted(newest, reverse=True)
        assert oldest == sorted(oldest)
        assert len(newest) == 60

    def test_pages_of_data_points_repeat_an_id_and_say_partial_data(self, cloudwatch, now):
        asked = [a_query(name, id=name.lower()) for name in ("Invocations", "Errors")]
        whole = ask(cloudwatch, *asked, start=now - 600, end=now)["MetricDataResults"]
        got, token, statuses = {}, {}, []
        while True:
            answer = ask(cloudwatch, *asked, start=now - 600, end=now, MaxDatapoints=7, **token)
            assert sum(len(r["Values"]) for r in answer["MetricDataResults"]) <= 7
            for result in answer["MetricDataResults"]:
                got.setdefault(result["Id"], {}).update(series(result))
                statuses.append(result["StatusCode"])
            if "NextToken" not in answer:
                break
            token = {"NextToken": answer["NextToken"]}
        assert got == {r["Id"]: series(r) for r in whole}
        assert statuses == ["PartialData", "Complete", "PartialData", "Complete"]

    def test_a_token_of_another_question_is_refused(self, cloudwatch, now):
        window = {"start": now - 600, "end": now, "MaxDatapoints": 1}
        token = ask(cloudwatch, a_query(), **window)["NextToken"]
        with pytest.raises(ClientError) as refused:
            ask(cloudwatch, a_query("Invocations"), **window, NextToken=token)
        assert code_of(refused) == "InvalidNextToken"

    @pytest.mark.parametrize(
        ("queries", "message"),
        [
            ([a_query(id=f"q{i}") for i in range(501)], "size greater than 500"),
            ([a_query(), a_query()], "must be unique"),
            ([a_query(id="Q1")], "expected pattern"),
            ([a_query(period=90)], "multiple of 60"),
            ([a_query(stat="tm99")], "not supported"),
            ([a_query() | {"Expression": "1"}], "Exactly one of"),
            ([a_query(ReturnData=False)], "ReturnData"),
            ([an_expression("SEARCH('{AWS/Lambda,FunctionName} Errors', 'Sum')")], "SEARCH"),
            ([an_expression("missing + 1")], "cannot evaluate"),
            ([a_query(), an_expression("q + ")], "cannot evaluate"),
            ([a_query(), an_expression("ANOMALY_DETECTION_BAND(q, q)")], "cannot evaluate"),
            ([a_query(), an_expression("e2", id="e1"), an_expression("e1", id="e2")], "cannot evaluate"),
        ],
    )
    def test_what_cloudwatch_refuses_is_refused(self, cloudwatch, now, queries, message):
        with pytest.raises(ClientError, match=message) as refused:
            ask(cloudwatch, *queries, start=now - 600, end=now)
        assert code_of(refused) == "ValidationError"

    @pytest.mark.parametrize(("start", "end"), [(0, 0), (60, 0)])
    def test_times_in_the_wrong_order_are_refused(self, cloudwatch, now, start, end):
        with pytest.raises(ClientError, match="StartTime must") as refused:
            ask(cloudwatch, a_query(), start=now + start, end=now + end)
        assert code_of(refused) == "ValidationError"

    def test_minutes_are_kept_for_15_days_five_minutes_for_63_hours_for_longer(self, cloudwatch, now):
        def points(period, days):
            at = now - days * DAY
            return len(one(cloudwatch, a_query("Invocations", period=period), start=at, end=at + 2 * HOUR))

        assert [points(60, 14), points(60, 16)] == [120, 0]
        assert [points(300, 16), points(300, 64)] == [24, 0]
        assert points(3600, 64) >= 1


class TestMetricMath:
    def evaluate(self, cloudwatch, now, text, *queries):
        asked = queries or (a_query(id="errors"), a_query("Invocations", id="invocations"))
        asked = [query | {"ReturnData": False} for query in asked]
        return one(cloudwatch, *asked, an_expression(text), start=now - 600, end=now)

    def parts(self, cloudwatch, now):
        window = {"start": now - 600, "end": now}
        return one(cloudwatch, a_query(), **window), one(cloudwatch, a_query("Invocations"), **window)

    def test_an_error_rate(self, cloudwatch, now):
        errors, invocations = self.parts(cloudwatch, now)
        got = self.evaluate(cloudwatch, now, "IF(invocations > 0, 100 * errors / invocations, 0)")
        assert got == pytest.approx({t: 100 * errors[t] / invocations[t] for t in errors})

    def test_only_what_was_asked_to_be_returned_is_returned(self, cloudwatch, now):
        asked = [a_query(id="m", ReturnData=False), an_expression("m * 2", Label="twice")]
        results = ask(cloudwatch, *asked, start=now - 600, end=now)["MetricDataResults"]
        assert [(r["Id"], r["Label"]) for r in results] == [("e", "twice")]

    def test_missing_points_stay_missing_until_they_are_filled(self, cloudwatch, now):
        asked = (a_query("Invocations", id="m", function="session-cleanup"),)
        assert len(self.evaluate(cloudwatch, now, "m * 10", *asked)) <= 1
        filled = self.evaluate(cloudwatch, now, "FILL(m, 0)", *asked)
        assert len(filled) == 10
        assert sum(filled.values()) <= 1

    def test_fill_repeats_the_last_value(self, cloudwatch, now):
        asked = a_query("Invocations", function="session-cleanup", id="m")
        window = {"start": now - 3600, "end": now}
        points = one(cloudwatch, asked, **window)
        filled = one(cloudwatch, asked, an_expression("FILL(m, REPEAT)"), **window)
        assert set(filled) == set(range(min(points), now, 60))
        assert set(filled.values()) == {1.0}

    def test_a_difference_is_to_the_point_before(self, cloudwatch, now):
        _, invocations = self.parts(cloudwatch, now)
        later = sorted(invocations)[1:]
        expected = {ts: invocations[ts] - invocations[ts - 60] for ts in later}
        assert self.evaluate(cloudwatch, now, "DIFF(invocations)") == expected
        rates = self.evaluate(cloudwatch, now, "RATE(invocations)")
        assert rates == pytest.approx({ts: difference / 60 for ts, difference in expected.items()})

    def test_functions_of_series_and_arrays(self, cloudwatch, now):
        errors, invocations = self.parts(cloudwatch, now)
        evaluate = lambda text: self.evaluate(cloudwatch, now, text)  # noqa: E731
        assert evaluate("SUM([errors, invocations])") == {t: errors[t] + invocations[t] for t in errors}
        assert evaluate("SUM(METRICS())") == evaluate("errors + invocations")
        assert evaluate("MAX(errors) - MIN(errors) + errors * 0") == dict.fromkeys(
            errors, max(errors.values()) - min(errors.values())
        )
        assert evaluate("errors / (errors - errors)") == {}
        assert evaluate("errors / PERIOD(errors) * 60") == pytest.approx(errors)
        assert evaluate("invocations > 1 && errors >= 0") == dict.fromkeys(errors, 1.0)
        assert evaluate("-errors") == {t: -v for t, v in errors.items()}


class TestGetMetricStatistics:
    def statistics(self, cloudwatch, now, **more):
        asked = {"Namespace": "AWS/Lambda", "MetricName": "Duration", "Period": 60}
        asked |= {"Dimensions": [{"Name": "FunctionName", "Value": "checkout-api"}]}
        return cloudwatch.get_metric_statistics(**asked | {"StartTime": now - HOUR, "EndTime": now} | more)[
            "Datapoints"
        ]

    def test_it_gives_what_get_metric_data_gives(self, cloudwatch, now):
        points = self.statistics(cloudwatch, now, Statistics=["Sum", "Maximum"])
        sums = {int(p["Timestamp"].timestamp()): p["Sum"] for p in points}
        assert sums == one(cloudwatch, a_query("Duration", "Sum"), start=now - HOUR, end=now)
        assert [p["Timestamp"] for p in points] != sorted(p["Timestamp"] for p in points)
        assert {p["Unit"] for p in points} == {"Milliseconds"}

    def test_percentiles_stand_apart(self, cloudwatch, now):
        points = self.statistics(cloudwatch, now, ExtendedStatistics=["p90"])
        assert {int(p["Timestamp"].timestamp()): p["ExtendedStatistics"]["p90"] for p in points} == one(
            cloudwatch, a_query("Duration", "p90"), start=now - HOUR, end=now
        )

    def test_more_than_1440_points_are_refused(self, cloudwatch, now):
        with pytest.raises(ClientError, match="exceeds the limit of 1,440") as refused:
            self.statistics(cloudwatch, now, Statistics=["Sum"], StartTime=now - 2 * DAY)
        assert code_of(refused) == "InvalidParameterCombination"


class TestListMetrics:
    def listed(self, cloudwatch, **asked):
        found = all_pages(cloudwatch, "list_metrics", "Metrics", **asked)
        return {(m["MetricName"], *sorted((d["Name"], d["Value"]) for d in m["Dimensions"])) for m in found}

    def test_functions_that_slept_for_three_hours_are_not_recently_active(self, cloudwatch, now):
        recent = self.listed(cloudwatch, Namespace="AWS/Lambda", RecentlyActive="PT3H")
        every = self.listed(cloudwatch, Namespace="AWS/Lambda")
        assert recent < every
        names = lambda found: {value for _, *pairs in found for key, value in pairs if key == "FunctionName"}  # noqa: E731
        assert "price-sync" in names(every) - names(recent)
        assert "legacy-ftp-import" not in names(every)
        assert "checkout-api" in names(recent)

    def test_a_metric_is_listed_only_where_it_can_exist(self, cloudwatch, now):
        streams = self.listed(cloudwatch, Namespace="AWS/Lambda", MetricName="IteratorAge")
        assert {value for _, *pairs in streams for key, value in pairs if key == "FunctionName"} == {
            f.name for f in FLEET.functions_in("111122223333", "eu-west-1") if f.trigger == "stream"
        }

    def test_dimensions_filter_by_name_and_by_value(self, cloudwatch, now):
        one_queue = self.listed(cloudwatch, Dimensions=[{"Name": "QueueName", "Value": "order-intake-dlq"}])
        assert len(one_queue) == 7
        assert len(self.listed(cloudwatch, Dimensions=[{"Name": "QueueName"}])) > 50
        by_alias = self.listed(cloudwatch, Dimensions=[{"Name": "Resource", "Value": "checkout-api:live"}])
        assert ("Errors", ("FunctionName", "checkout-api"), ("Resource", "checkout-api:live")) in by_alias

    def test_it_comes_in_pages(self, aws, cloudwatch, now):
        aws.faults({"kind": "pages", "amount": 40, "action": "cloudwatch:ListMetrics"})
        small = self.listed(cloudwatch, Namespace="AWS/Lambda")
        aws.faults()
        assert small == self.listed(cloudwatch, Namespace="AWS/Lambda")
        assert len(small) > 100


class TestLogGroups:
    """What a log group took in is what its functions wrote."""

    def written(self, world, function, start, end):
        return [len(event.message.encode()) + OVERHEAD for event in log_events(world, function, start, end)]

    def asked(self, cloudwatch, group, start, end, name="IncomingBytes", period=HOUR):
        query = a_query(name, dimensions={"LogGroupName": group}, period=period)
        return one(cloudwatch, query, start=start, end=end)

    @pytest.mark.parametrize(
        "name", ["checkout-api", "email-sender", "image-thumbnailer", "us-tax-quote-api", "cache-warmer"]
    )
    def test_an_hours_bytes_and_events_are_those_of_its_log_events(self, aws, world, name):
        function = the(name)
        cloudwatch, start = aws.client("cloudwatch", region=function.region), NOON - HOUR
        sizes = self.written(world, function, start, NOON)
        (found,) = self.asked(cloudwatch, function.group, start, NOON).values()
        assert found == pytest.approx(sum(sizes), rel=0.02)
        (events,) = self.asked(cloudwatch, function.group, start, NOON, "IncomingLogEvents").values()
        assert events == pytest.approx(len(sizes), rel=0.02)

    def test_a_day_is_the_sum_of_its_hours_and_the_present_one_is_as_long_as_it_is(self, cloudwatch, now):
        midnight, group = now - now % DAY, "/aws/lambda/checkout-api"
        (day,) = self.asked(cloudwatch, group, midnight, midnight + DAY, period=DAY).values()
        hours = self.asked(cloudwatch, group, midnight, midnight + DAY)
        assert day == sum(hours.values())
        assert max(hours) <= now

    def test_a_group_that_nobody_writes_to_has_no_points(self, cloudwatch, now):
        assert self.asked(cloudwatch, "/aws/lambda/nobody", now - HOUR, now) == {}
