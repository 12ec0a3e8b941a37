"""The world is a pure function, and its metrics, invocations, logs and messages tell one story."""

import json
import random
import re

import pytest

from demo.world.fleet import FLEET
from demo.world.latency import durations
from demo.world.logs import log_events
from demo.world.messages import arrivals, arrived
from demo.world.minutes import partly
from demo.world.queue_minutes import queue_minute
from demo.world.world import World

EPOCH = 1_793_534_400
"""2026-11-01 12:00 UTC, a Sunday."""
WEDNESDAY_NIGHT = 1_793_762_220
"""2026-11-04 03:17 UTC."""
HOUR, DAY = 3600, 86_400


@pytest.fixture(scope="module")
def world():
    return World(seed=1, epoch=EPOCH)


def the(name):
    return next(f for f in FLEET.functions if f.name == name)


def the_queue(name):
    return next(q for q in FLEET.queues if q.name == name)


def minutes(world, name, start, end):
    return [world.minute(the(name), world.epoch + ts) for ts in range(start, end, 60)]


def busy_functions():
    return [f for f in FLEET.functions if not f.traffic.idle]


def test_the_same_seed_gives_the_same_world_in_whatever_order_it_is_asked():
    asked = [(f, EPOCH - 60 * m) for f in FLEET.functions for m in (1, 7, 5000)]
    first = World(1, EPOCH)
    answers = {(f.arn, ts): (first.minute(f, ts), first.invocations(f, ts)) for f, ts in asked}
    random.Random(3).shuffle(asked)
    second = World(1, EPOCH)
    assert all(answers[f.arn, ts] == (second.minute(f, ts), second.invocations(f, ts)) for f, ts in asked)


def test_another_seed_gives_another_world():
    function = the("cart-api")
    times = range(EPOCH - HOUR, EPOCH, 60)
    assert [World(1, EPOCH).minute(function, t) for t in times] != [World(2, EPOCH).minute(function, t) for t in times]


@pytest.mark.parametrize("function", busy_functions(), ids=lambda f: f.name)
def test_the_invocations_of_a_minute_are_those_that_it_counts(world, function):
    for ts in (*range(EPOCH - 10 * 60, EPOCH, 60), EPOCH - 3 * DAY + 600, EPOCH - DAY + 8100):
        minute, invocations = world.minute(function, ts), world.invocations(function, ts)
        assert len(invocations) == minute.invocations
        assert sum(i.status != "ok" for i in invocations) == minute.errors
        assert sum(i.cold for i in invocations) == sum(g.size for g in minute.groups if g.cold)
        assert sum(bool(i.logged) for i in invocations) == minute.logged
        assert sum(i.duration for i in invocations) == pytest.approx(
            minute.total_ms, abs=0.01 * len(invocations) + 0.01
        )
        assert all(ts * 1000 <= i.at < ts * 1000 + 60_000 for i in invocations)
        assert len({i.request_id for i in invocations}) == len(invocations) or function.trigger == "async"
        assert all(i.duration <= function.timeout * 1000 and i.memory_mb <= function.memory for i in invocations)


def test_a_minute_lists_the_durations_of_its_invocations(world):
    ts = EPOCH - 120
    minute = world.minute(the("stock-level-api"), ts)
    told = sorted(round(value, 2) for group in minute.groups for value in durations(group))
    assert told == sorted(i.duration for i in world.invocations(the("stock-level-api"), ts))


def test_weekdays_nights_and_noise_show_in_the_traffic(world):
    noon = [m.invocations for m in minutes(world, "cart-api", -DAY, -DAY + HOUR)]
    night = [m.invocations for m in minutes(world, "cart-api", -9 * HOUR, -8 * HOUR)]
    assert sum(night) < 0.6 * sum(noon)
    assert len(set(noon)) > 10


def test_an_idle_function_does_nothing_at_all(world):
    assert not any(m.invocations or m.throttles for m in minutes(world, "legacy-ftp-import", -DAY, 0))
    assert list(log_events(world, the("legacy-ftp-import"), EPOCH - HOUR, EPOCH)) == []


def test_a_minute_that_has_not_wholly_come_in_shows_less(world):
    whole = world.minute(the("checkout-api"), EPOCH - 60)
    half = partly(whole, 0.5)
    assert 0 < half.invocations < whole.invocations
    assert half.errors < whole.errors
    assert partly(whole, 0.0).invocations == 0
    assert partly(whole, 1.0) == whole


class TestTheIncidents:
    """Each is seen in what CloudWatch would publish, and moves on with the clock."""

    @pytest.fixture(params=[EPOCH, WEDNESDAY_NIGHT], ids=["sunday noon", "wednesday night"])
    def world(self, request):
        return World(seed=1, epoch=request.param)

    def rate(self, world, name, start, end):
        asked = minutes(world, name, start, end)
        return sum(m.errors for m in asked) / sum(m.invocations for m in asked)

    def test_a_bad_deploy_raises_a_new_error_47_minutes_before_the_epoch(self, world):
        assert self.rate(world, "checkout-api", -3 * HOUR, -47 * 60) < 0.02
        assert self.rate(world, "checkout-api", -47 * 60, 0) > 0.15
        assert self.rate(world, "checkout-api", 0, HOUR) > 0.15
        before, after = (
            {i.error for ts in range(a, b, 60) for i in world.invocations(the("checkout-api"), world.epoch + ts)}
            for a, b in ((-3 * HOUR, -47 * 60), (-47 * 60, 0))
        )
        assert "CouponSchemaError" in after - before

    def test_the_version_changes_with_the_deploy(self, world):
        versions = {
            ts: {i.version for i in world.invocations(the("checkout-api"), world.epoch + ts)} for ts in (-3600, -600)
        }
        assert versions == {-3600: {"41"}, -600: {"42"}}

    def test_a_weighted_alias_sends_a_tenth_to_the_canary(self, world):
        found = [
            i.version
            for m in range(60, 0, -1)
            for i in world.invocations(the("product-search-api"), world.epoch - 60 * m)
        ]
        assert set(found) == {"17", "18"}
        assert 0.05 < found.count("18") / len(found) < 0.15

    def test_a_handler_that_catches_everything_has_no_errors_but_logs_them(self, world):
        assert self.rate(world, "email-sender", -DAY, 0) == 0
        logged = [
            sum(m.logged for m in minutes(world, "email-sender", a, a + 2 * HOUR)) for a in (-8 * HOUR, -2 * HOUR)
        ]
        assert logged[1] > 20 * max(1, logged[0])

    def test_poison_messages_fill_a_dlq_and_go_on_filling_it(self, world):
        queue = the_queue("order-intake-dlq")
        depths = [queue_minute(world, queue, world.epoch + ts).visible for ts in (-4 * HOUR, -HOUR, 0, HOUR)]
        assert depths == sorted(depths)
        assert depths[-1] > depths[0] + 50
        assert self.rate(world, "order-intake-worker", -2 * HOUR, 0) > 0.01

    def test_events_that_fail_asynchronously_end_in_their_own_dlq(self, world):
        assert queue_minute(world, the_queue("media-failed-events"), world.epoch).visible > 10
        recent = minutes(world, "image-thumbnailer", -3 * HOUR, 0)
        assert sum(m.dropped for m in recent) > 0
        assert max(m.async_age_ms or 0 for m in recent) > 180_000

    def test_a_reserved_concurrency_is_exhausted(self, world):
        recent = minutes(world, "partner-feed-api", -30 * 60, 0)
        assert all(m.throttles > 0 and m.concurrency == 4 for m in recent)

    def test_a_neighbour_takes_the_concurrency_of_a_whole_account(self, world):
        here = FLEET.functions_in("111122223333", "us-east-1")
        for ts in (world.epoch - 15 * 60, world.epoch + 20 * 60):
            assert sum(world.minute(f, ts).concurrency for f in here) > 96
            assert world.minute(the("us-storefront-api"), ts).throttles > 0
        assert sum(world.minute(f, world.epoch - HOUR).concurrency for f in here) < 60

    def test_a_leak_nears_the_limit_kills_and_starts_again(self, world):
        memory = [m.memory_mb for m in minutes(world, "invoice-pdf-renderer", -6 * HOUR, 0) if m.invocations]
        assert memory[-1] > 0.93 * 1024
        assert memory[0] < memory[-1] - 100
        later = minutes(world, "invoice-pdf-renderer", 0, 3 * HOUR)
        assert any(g.outcome == "oom" for m in later for g in m.groups)
        assert min(m.memory_mb for m in later if m.invocations) < 0.5 * 1024

    def test_a_cold_start_grew_slow_with_the_package(self, world):
        spec = the("price-quote-api")
        inits = [
            [i.init for ts in range(a, a + 6 * HOUR, 60) for i in world.invocations(spec, world.epoch + ts) if i.cold]
            for a in (-3 * DAY, -12 * HOUR)
        ]
        assert min(inits[1]) > 2 * max(inits[0])
        assert spec.deploys[-1].size > 5 * spec.deploys[-2].size

    def test_an_iterator_age_climbs(self, world):
        ages = [m.iterator_age_ms for m in minutes(world, "clickstream-aggregator", -2 * HOUR, HOUR) if m.invocations]
        assert ages[-1] - ages[0] > 3_000_000
        quiet = minutes(world, "clickstream-aggregator", -8 * HOUR, -3 * HOUR)
        assert max(m.iterator_age_ms for m in quiet if m.invocations) < 2000

    def test_a_schedule_stopped(self, world):
        assert sum(m.invocations for m in minutes(world, "price-sync", -6 * HOUR, -3 * HOUR - 240)) > 30
        assert sum(m.invocations for m in minutes(world, "price-sync", -3 * HOUR - 240, 6 * HOUR)) == 0

    def test_a_slow_dependency_makes_timeouts(self, world):
        recent = minutes(world, "stock-level-api", -HOUR, 0)
        assert sum(g.size for m in recent for g in m.groups if g.outcome == "timeout") > 20

    def test_older_incidents_are_over(self, world):
        assert self.rate(world, "checkout-api", -6 * DAY - 5 * HOUR, -6 * DAY - 4 * HOUR - 20 * 60) > 0.08
        assert self.rate(world, "checkout-api", -6 * DAY - 4 * HOUR, -6 * DAY) < 0.02
        assert queue_minute(world, the_queue("us-orders-dlq"), world.epoch - 3 * DAY - HOUR).visible > 0
        assert queue_minute(world, the_queue("us-orders-dlq"), world.epoch) is None


class TestTheDeadLetters:
    def test_what_arrived_is_what_the_depth_says(self, world):
        queue = the_queue("order-intake-dlq")
        for ts in (EPOCH - 3 * HOUR, EPOCH):
            come = list(arrivals(world, queue, EPOCH - 6 * DAY + 4 * HOUR, ts + 60))
            assert queue_minute(world, queue, ts).visible == len(come)
            oldest = min(a.arrived_at for a in come) // 1000
            assert queue_minute(world, queue, ts).oldest_age_s == pytest.approx(ts + 60 - oldest, abs=60)

    @pytest.mark.parametrize("queue", FLEET.queues, ids=lambda q: q.name)
    def test_counting_arrivals_is_counting_the_messages(self, world, queue):
        chance = random.Random(queue.name)
        for _ in range(4):
            start = EPOCH - chance.randrange(15 * DAY) // 60 * 60
            end = start + chance.randrange(60, 2 * DAY) // 60 * 60
            come = list(arrivals(world, queue, start, end))
            assert arrived(world, queue, start, end) == len(come) == len({arrival.id for arrival in come})
            assert all(start * 1000 <= arrival.arrived_at < end * 1000 for arrival in come)

    def test_each_failed_as_often_as_its_queue_allows(self, world):
        arrival = next(arrivals(world, the_queue("order-intake-dlq"), EPOCH - HOUR, EPOCH))
        tries = [
            i
            for ts in range(arrival.sent_at // 60_000 * 60, arrival.arrived_at // 1000, 60)
            for i in world.invocations(the("order-intake-worker"), ts)
            if i.message and i.message.id == arrival.id
        ]
        assert [i.message.attempt for i in tries] == [1, 2, 3]
        assert arrival.receive_count == 3
        assert {i.error for i in tries} == {arrival.error}
        assert arrival.source_arn.endswith(":order-intake")
        assert arrival.sent_at < arrival.arrived_at

    def test_an_asynchronous_event_keeps_its_request_id_to_the_end(self, world):
        arrival = next(arrivals(world, the_queue("media-failed-events"), EPOCH - 3 * HOUR, EPOCH))
        tried = [
            i
            for ts in range(arrival.arrived_at // 60_000 * 60 - 240, arrival.arrived_at // 1000 + 60, 60)
            for i in world.invocations(the("image-thumbnailer"), ts)
            if i.request_id == arrival.attributes["RequestID"]
        ]
        assert len(tried) == 3
        assert "identify image" in arrival.attributes["ErrorMessage"]
        assert json.loads(arrival.body)["Records"][0]["eventSource"] == "aws:s3"

    def test_what_people_removed_is_no_longer_there(self, world):
        queue = the_queue("order-intake-dlq")
        before = queue_minute(world, queue, EPOCH)
        after = queue_minute(world, queue, EPOCH, lambda queue, ts: 10 if ts > EPOCH - 600 else 0)
        assert after.visible == before.visible - 10
        assert after.oldest_age_s < before.oldest_age_s

    def test_sqs_counts_no_message_sent_for_what_it_moved_itself(self, world):
        queue = the_queue("order-intake-dlq")
        assert all(queue_minute(world, queue, EPOCH - 60 * m).sent == 0 for m in range(60))
        lambda_sent = the_queue("media-failed-events")
        assert sum(queue_minute(world, lambda_sent, EPOCH - 60 * m).sent for m in range(180)) > 0

    def test_an_on_failure_record_holds_the_event_and_a_stream_record_only_its_place(self, world):
        event = next(arrivals(world, the_queue("webhook-failures"), EPOCH - 3 * DAY, EPOCH))
        batch = next(arrivals(world, the_queue("order-projector-failures"), EPOCH - 10 * DAY, EPOCH))
        assert json.loads(event.body)["requestPayload"]["source"] == "shop.orders"
        assert json.loads(event.body)["requestContext"]["condition"] == "RetriesExhausted"
        assert "DDBStreamBatchInfo" in json.loads(batch.body)
        assert "requestPayload" not in json.loads(batch.body)


class TestTheLogs:
    @pytest.mark.parametrize("function", busy_functions(), ids=lambda f: f.name)
    def test_they_are_in_order_and_report_each_invocation_once(self, world, function):
        start, end = EPOCH - 20 * 60, EPOCH
        events = list(log_events(world, function, start, end))
        assert [e.at for e in events] == sorted(e.at for e in events)
        invocations = [i for ts in range(start - 1200, end, 60) for i in world.invocations(function, ts)]
        ended = [i for i in invocations if start * 1000 <= i.at + int(i.duration) < end * 1000]
        reports = [e for e in events if e.message.startswith("REPORT ") or '"platform.report"' in e.message]
        if function.system_log_level == "WARN":
            ended = [i for i in ended if i.status != "ok"]
        assert len(reports) == len(ended)
        cold = re.compile(r"Init Duration|Restore Duration: |initDurationMs|restoreDurationMs")
        assert sum(bool(cold.search(e.message)) for e in reports) == sum(i.cold for i in ended)

    def test_a_window_cut_in_two_is_the_whole(self, world):
        function = the("stock-level-api")
        halves = [
            *log_events(world, function, EPOCH - 600, EPOCH - 333),
            *log_events(world, function, EPOCH - 333, EPOCH),
        ]
        assert halves == list(log_events(world, function, EPOCH - 600, EPOCH))

    def test_a_timeout_is_told_as_lambda_tells_it(self, world):
        texts = [e.message for e in log_events(world, the("stock-level-api"), EPOCH - HOUR, EPOCH)]
        assert any(re.fullmatch(r"\S+Z \S{36} Task timed out after 6\.00 seconds\n\n", text) for text in texts)
        report = next(t for t in texts if t.startswith("REPORT") and "Status: timeout" in t)
        assert "\tDuration: 6000.00 ms\tBilled Duration: 6000 ms\t" in report

    def test_snap_start_restores_instead_of_initialising(self, world):
        texts = [e.message for e in log_events(world, the("customer-profile-api"), EPOCH - 6 * HOUR, EPOCH)]
        assert any("Restore Duration: " in text and "Billed Restore Duration: " in text for text in texts)
        assert not any("Init Duration" in text for text in texts)

    def test_a_traced_request_names_its_trace(self, world):
        texts = [e.message for e in log_events(world, the("payment-authorizer"), EPOCH - HOUR, EPOCH)]
        traced = [text for text in texts if "\nXRAY TraceId: 1-" in text]
        assert traced
        assert len(traced) < 0.2 * sum(text.startswith("REPORT") for text in texts)
        reports = [
            e.message
            for e in log_events(world, the("checkout-api"), EPOCH - 300, EPOCH)
            if "platform.report" in e.message
        ]
        assert all("Root=1-" in json.loads(text)["record"]["tracing"]["value"] for text in reports)

    def test_swallowed_errors_stand_in_the_log_with_their_level(self, world):
        events = [
            json.loads(e.message)
            for e in log_events(world, the("email-sender"), EPOCH - HOUR, EPOCH)
            if e.message[0] == "{"
        ]
        busy = [e for e in events if e["level"] == "error" and e["error"]["type"] == "SMTPServerBusy"]
        assert len(busy) > 50

    def test_every_shape_of_stack_trace_is_there(self, world):
        def errors_of(name, start=-3 * DAY):
            return "\n".join(
                e.message
                for e in log_events(world, the(name), EPOCH + start, EPOCH)
                if re.search("error|exception", e.message, re.I)
            )

        assert "[ERROR] WarehouseUnavailable: HTTP 503" in errors_of("stock-level-api", -6 * HOUR)
        assert "\tERROR\tInvoke Error \t{" in errors_of("cart-api", -6 * HOUR)
        assert "\tat shop.meadow." in errors_of("clickstream-aggregator", -DAY)
        assert '"exception_name": "CouponSchemaError"' in errors_of("checkout-api", -HOUR)
        assert '"stackTrace": [' in errors_of("product-search-api", -6 * HOUR)

    def test_a_shared_group_names_the_function_in_its_streams(self, world):
        event = next(log_events(world, the("audit-log-shipper"), EPOCH - 600, EPOCH))
        assert re.fullmatch(r"\d{4}/\d\d/\d\d/audit-log-shipper\[\$LATEST\][0-9a-f]{32}", event.stream)
