import pytest

from collectors import changes, functions, mappings, metrics
from collectors.durations import DAY, HOUR
from collectors.records import FailureKind
from collectors.targets import Target
from tests.conftest import NOON
from tests.factories import an_identity
from tests.webapp.watch.conftest import PAYMENTS, signed_in
from webapp.analysis.verdict import State
from webapp.config import Config, Intervals
from webapp.config.model import Budget
from webapp.store.coverage import covered, read_seconds, uncovered
from webapp.store.fleet import fleet
from webapp.store.points import series
from webapp.store.runs import last_outcomes, outcomes
from webapp.store.verdicts import verdicts
from webapp.watch.spending import kept_pace
from webapp.watch.watching import Watch

NAME = "payment-authorizer"


def runs(outcomes, collector):
    return [outcome for outcome in outcomes if outcome.collector == collector]


def gaps(watched, start, end, period=60):
    with watched.store.read() as conn:
        return uncovered(conn, PAYMENTS, "metrics", period, start, end)


def test_the_first_ticks_bring_a_judged_fleet_with_three_hours_of_metrics(watched):
    watch = watched()
    watch.tick()
    assert watch.stored(NAME, NOON - 3 * HOUR, NOON) == watch.truth(NAME, NOON - 3 * HOUR, NOON)
    assert gaps(watch, NOON - 3 * HOUR, NOON) == []
    with watch.store.read() as conn:
        assert verdicts(conn)[an_identity(NAME, account="444455556666")].state is not State.UNKNOWN
        assert conn.execute(fleet.select()).first() is not None


def test_metrics_are_polled_every_five_minutes_and_the_tripwire_every_minute(watched):
    watch = watched()
    found = watch.go(10)
    assert len(runs(found, "metrics")) == 2
    assert len(runs(found, "tripwire")) == 10


def test_late_points_are_read_again_and_overwritten(watched):
    watch = watched()
    watch.aws.faults({"kind": "late", "amount": 90, "action": "cloudwatch:GetMetricData"})
    watch.go(5, step=5)
    late = watch.stored(NAME, NOON, NOON + 300)
    watch.aws.faults()
    watch.go(5, step=5)
    assert late != watch.truth(NAME, NOON, NOON + 300)
    assert watch.stored(NAME, NOON, NOON + 600) == watch.truth(NAME, NOON, NOON + 600)


@pytest.mark.parametrize("fault", ["shuffle", "repeat"])
def test_points_that_come_mixed_or_twice_are_stored_once_each(watched, fault):
    watch = watched()
    watch.aws.faults(f"{fault}:cloudwatch:GetMetricData")
    watch.go(5, step=5)
    watch.aws.faults()
    assert watch.stored(NAME, NOON, NOON + 300) == watch.truth(NAME, NOON, NOON + 300)


def test_partial_answers_are_not_taken_for_whole_ones(watched):
    watch = watched()
    watch.aws.faults("partial:cloudwatch:GetMetricData")
    found = watch.go(5, step=5)
    assert runs(found, "metrics")[0].failures
    assert gaps(watch, NOON, NOON + 300)
    watch.aws.faults()
    watch.go(5, step=5)
    assert gaps(watch, NOON, NOON + 600) == []
    assert watch.stored(NAME, NOON, NOON + 600) == watch.truth(NAME, NOON, NOON + 600)


def test_what_was_missed_while_down_is_read_newest_first(watched):
    watch = watched(backfill_days=2)
    watch.jump(DAY)
    watch.restart()
    watch.tick(rounds=1)
    now = NOON + DAY
    assert gaps(watch, now - 3 * HOUR, now) == []
    assert gaps(watch, NOON, now)
    ends = []
    while found := gaps(watch, NOON - 20 * HOUR, now):
        ends.append(found[0].end)
        watch.jump(10)
        watch.tick(history=True)
        assert len(ends) < 10
    assert ends == sorted(ends, reverse=True)
    assert watch.stored(NAME, NOON - 20 * HOUR, now) == watch.truth(NAME, NOON - 20 * HOUR, now)


def test_a_settled_hour_gets_its_percentiles_from_cloudwatch(watched):
    watch = watched(backfill_days=1)
    watch.tick(history=True)
    assert gaps(watch, NOON - 20 * HOUR, NOON - HOUR, HOUR) == []
    truth = watch.truth(NAME, NOON - 5 * HOUR, NOON - HOUR, "Duration", "p95", HOUR)
    with watch.store.read() as conn:
        identity = an_identity(NAME, account="444455556666")
        stored = series(conn, identity, NOON - 5 * HOUR, NOON - HOUR, HOUR, ("duration_p95_ms",))
    assert {at: value for at, (value,) in stored.rows} == truth
    assert truth


def test_idle_functions_cost_nothing(watched):
    watch = watched()
    (poll,) = runs(watch.go(5, step=5), "metrics")
    watch.watch.close()
    (everybody,) = runs(watched(skip_idle=False).go(5, step=5), "metrics")
    assert poll.metrics_requested < everybody.metrics_requested


@pytest.mark.usefixtures("hasty_boto3")
def test_thirty_percent_throttling_for_ten_minutes_loses_nothing(watched):
    watch = watched()
    watch.aws.faults("throttle:0.3")
    watch.go(10)
    watch.aws.faults()
    watch.go(5, step=5)
    end = NOON + 900
    assert gaps(watch, NOON, end) == []
    assert watch.stored(NAME, NOON, end) == watch.truth(NAME, NOON, end)


def test_a_denied_target_is_unknown_and_not_well(watched):
    watch = watched()
    watch.aws.faults("deny:cloudwatch:GetMetricData")
    watch.go(5, step=5)
    with watch.store.read() as conn:
        verdict = verdicts(conn)[an_identity(NAME, account="444455556666")]
        newest = covered(conn, PAYMENTS, "metrics", 60, NOON, NOON + 300)
    assert verdict.state is State.UNKNOWN
    assert "cloudwatch:GetMetricData" in verdict.reasons[0].text
    assert [each.result for each in newest] == ["denied"]


def test_once_somebody_has_signed_in_again_everything_is_read_at_once(watched, embedded_aws):
    w = watched()
    w.go(5)
    embedded_aws.faults("expired")
    refused = w.go(6)
    assert FailureKind.CREDENTIALS in {failure.kind for run in runs(refused, "metrics") for failure in run.failures}
    embedded_aws.reset()
    again = [*w.go(1), *w.tick()]
    assert [outcome.ok for outcome in runs(again, "metrics")] == [True]
    assert gaps(w, w.clock.now() - HOUR, w.clock.now() - 120) == []


def test_what_finds_no_room_is_said_where_a_row_still_fits_and_read_again_when_there_is(watched):
    w = watched()
    w.tick()
    with w.store.write() as conn:
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar()
        conn.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    w.jump(170 * 60)
    w.tick()
    with w.store.read() as conn:
        (failure,) = last_outcomes(conn)[PAYMENTS, "metrics"].failures
    assert (failure.action, failure.kind) == ("saving", FailureKind.UNEXPECTED)
    assert "no room left" in failure.told
    assert "Free disk space" in failure.told
    with w.store.write() as conn:
        conn.exec_driver_sql("PRAGMA max_page_count = 1000000")
    w.go(5)
    assert gaps(w, w.clock.now() - 3 * HOUR, w.clock.now() - 120) == []


def test_after_a_clock_jump_forward_and_back_it_goes_on(watched):
    watch = watched()
    watch.jump(2 * DAY)
    assert runs(watch.tick(), "metrics")
    watch.jump(-DAY)
    assert runs(watch.tick(), "metrics")
    assert runs(watch.go(5), "metrics")


def test_minutes_that_were_asked_for_while_the_clock_was_ahead_are_read_when_they_have_come(watched):
    w = watched()
    w.tick()
    w.clock.advance(HOUR)  # only ours: AWS has nothing to tell of that hour yet
    w.tick()
    w.clock.advance(-HOUR)
    w.tick()
    now = w.clock.now()
    assert gaps(w, now, now + HOUR)[0].start <= now
    w.go(60, step=5)
    truth = w.truth(NAME, now, now + HOUR - 300)
    assert truth
    assert w.stored(NAME, now, now + HOUR - 300) == truth


def test_what_happened_is_asked_for_from_no_time_that_has_not_come(watched):
    w = watched(catalog=(functions, changes))
    w.tick(rounds=2)
    w.clock.advance(HOUR)
    w.tick(rounds=2)
    w.clock.advance(-HOUR)
    assert [outcome.failures for outcome in runs(w.tick(rounds=2), "changes")] == [()]


def test_a_region_without_functions_is_read_completely_and_one_that_is_not_listed_is_not(
    looked, clock, embedded_aws, monkeypatch
):
    signed_in(monkeypatch, embedded_aws)
    places = {"empty": "eu-north-1", "denied": "eu-south-1"}
    there = tuple(Target(name, region, endpoint_url=embedded_aws.url) for name, region in places.items())
    embedded_aws.faults("deny:lambda:ListFunctions@*/eu-south-1")
    watch = Watch(Config(there, "", backfill_days=1), looked, clock, (functions, metrics))
    for _ in range(6):
        clock.advance(10)
        watch.tick()
        watch.settle()
    watch.close()
    with looked.read() as conn:
        read = read_seconds(conn, "metrics", 60, NOON - DAY, NOON)
    assert read["empty"] > DAY - 2 * HOUR
    assert "denied" not in read


def test_a_second_collector_waits_until_the_first_is_gone(watched):
    first, second = watched(), watched()
    first.tick()
    assert second.tick(rounds=2) == []
    first.go(5)
    assert second.tick() == []
    first.jump(61)
    assert runs(second.tick(rounds=2), "tripwire")
    assert first.tick() == []


@pytest.mark.parametrize("fault", [{"kind": "delay", "amount": 60}, {"kind": "hang"}], ids=["slow", "hanging"])
def test_a_target_that_is_slow_or_never_answers_slows_no_other(watched, store, fault):
    shop = "meadow-shop/us-east-1"
    watch = watched(PAYMENTS, shop, store=store, catalog=(functions, mappings, metrics))
    watch.aws.faults(fault | {"account": "444455556666"})
    targets = {each.target.name: each for each in watch.watch.targets}
    done = []
    while not runs(done, "metrics"):
        watch.watch.tick(with_history=False)
        done += targets[shop].settle()
    with watch.store.read() as conn:
        assert runs(outcomes(conn, NOON, NOON + 1, PAYMENTS), "metrics") == []


def test_a_small_budget_makes_polls_rarer_and_says_so(watched):
    intervals = Intervals(trouble_s=3600)
    rich = watched(intervals=intervals)
    often = len(runs(rich.go(30, step=5), "metrics"))
    rich.watch.close()
    poor = watched(intervals=intervals, budget=Budget(usd_a_day=0.05))
    poor.jump(61)
    seldom = len(runs(poor.go(30, step=5), "metrics"))
    assert seldom < often
    with poor.store.read() as conn:
        assert kept_pace(conn).pace.stretches["metrics"] > 1


def test_a_simulated_day_has_every_minute_and_every_rolled_up_hour(watched):
    watch = watched(intervals=Intervals(metrics_s=3600, trouble_s=3600), catalog=(metrics,))
    watch.go(24 * 60, step=60)
    end = NOON + DAY
    assert gaps(watch, NOON, end) == []
    truth = watch.truth(NAME, NOON, end)
    assert watch.stored(NAME, NOON, end) == truth
    with watch.store.read() as conn:
        identity = an_identity(NAME, account="444455556666")
        hours = dict(series(conn, identity, NOON, end - HOUR, HOUR, ("invocations",)).rows)
    for hour, (value,) in hours.items():
        assert value == sum(count for at, count in truth.items() if hour <= at < hour + HOUR)
    assert len(hours) == 23
