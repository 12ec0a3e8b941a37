"""How soon a change in AWS is seen: through real collectors, a real store, and clocks that move together."""

from collectors import functions, mappings, metrics, tripwire
from collectors.durations import HOUR, MINUTE
from tests.conftest import NOON
from tests.webapp.watch.conftest import PAYMENTS
from tests.webapp.watch.test_watching import runs
from webapp.config import Intervals
from webapp.config.model import Budget
from webapp.store.fleet_search import FleetQuery, fleet_rows
from webapp.store.on_screen import KEPT_S, save_seen

AMERICA = "meadow-shop/us-east-1"
SURGE = NOON - 24 * MINUTE + 7 * HOUR
"""When the world's surge in us-east-1 comes back, and takes all concurrency."""

WAKES = NOON + 13 * HOUR + 5 * MINUTE
"""When settlement-report runs, once a night."""

HOURLY = Intervals(metrics_s=3_600, trouble_s=3_600)


def seen(watched, name, now):
    with watched.store.write() as conn:
        save_seen(conn, PAYMENTS, name, now)


def test_a_surge_trips_the_wire_and_everything_is_polled_long_before_it_is_due(watched, store):
    watch = watched(AMERICA, store=store, catalog=(functions, mappings, metrics, tripwire), intervals=HOURLY)
    watch.jump(SURGE - 15 * MINUTE - NOON)
    watch.tick(rounds=2)
    assert runs(watch.go(14), "metrics") == []
    assert len(runs(watch.go(4), "metrics")) == 1
    place = {"account": "111122223333", "region": "us-east-1"}
    throttled = watch.stored("us-storefront-api", SURGE, SURGE + HOUR, "throttles", **place)
    assert sum(throttled.values()) > 0


def test_a_function_that_wakes_is_seen_within_two_polls(watched):
    watch = watched()
    watch.jump(WAKES - 10 * MINUTE - NOON)
    watch.tick(rounds=2)
    assert not watch.stored("settlement-report", WAKES - 3 * HOUR, WAKES)
    watch.go(10 + 2 * 5, step=5)
    assert watch.stored("settlement-report", WAKES - HOUR, WAKES + HOUR) == {WAKES: 1.0}


def test_what_is_on_a_screen_is_read_at_once_and_then_each_minute_even_if_it_sleeps(watched):
    watch = watched(intervals=Intervals(metrics_s=3_600))
    watch.go(5)
    for _ in range(3):
        seen(watch, "settlement-report", watch.clock.now())
        watch.jump(20)
        (read,) = runs(watch.tick(), "trouble")
        watch.jump(40)
        assert read.metrics_requested


def test_what_nobody_looks_at_any_more_is_left_alone(watched):
    watch = watched(intervals=Intervals(metrics_s=3_600))
    watch.go(5)
    seen(watch, "settlement-report", watch.clock.now())
    watch.jump(KEPT_S)
    assert runs(watch.tick(), "trouble") == []


def test_what_is_on_a_screen_waits_where_the_budget_is_spent(watched):
    watch = watched(intervals=Intervals(metrics_s=3_600), budget=Budget(usd_a_day=0.0001))
    watch.go(5)
    seen(watch, "settlement-report", watch.clock.now())
    assert runs(watch.go(2), "trouble") == []


def test_the_first_look_at_the_alarms_tells_of_every_function_though_they_were_judged_before(looked):
    with looked.read() as conn:
        rows = fleet_rows(conn, FleetQuery(), NOON).rows
    assert len(rows) > 5
    assert [row.identity.name for row in rows if row.alarms_firing is None] == []
