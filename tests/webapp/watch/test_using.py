"""A day's usage out of hours and settings."""

from collectors.records import Change, Kind, Listed, Points, ProvisionedConcurrency, ReportBucket, Window
from tests.conftest import NOON
from tests.factories import a_function, an_identity
from webapp.analysis.usage import Basis
from webapp.store.changes import save_changes
from webapp.store.functions import save_functions
from webapp.store.identities import mark_gone
from webapp.store.points import save_points
from webapp.store.report_buckets import replace_buckets
from webapp.store.usage import used_by
from webapp.watch.rolling import note, roll_up_newest
from webapp.watch.using import add_up, usages_of_day
from webapp.watch.using import note as using_note

CHECKOUT = an_identity("checkout-api")
MIDNIGHT = NOON - 12 * 3_600
COLUMNS = ("invocations", "errors", "duration_sum_ms")


def minutes(start, count, invocations=2.0, errors=0.0, duration_ms=1_000.0):
    rows = [(start + i * 60, (invocations, errors, duration_ms)) for i in range(count)]
    return Points(CHECKOUT, 60, COLUMNS, rows)


def added_up(store, *points, functions=(), changes=(), now=NOON):
    with store.write() as conn:
        save_functions(conn, functions or [a_function("checkout-api")], now)
        save_changes(conn, changes)
        save_points(conn, points)
        note(conn, points)
        while roll_up_newest(conn, Kind.FUNCTION):
            pass
    return added(store, now)


def added(store, now):
    def write(work):
        with store.write() as conn:
            return work(conn)

    add_up(store, write, now)
    with store.read() as conn:
        assert list(usages_of_day(conn, MIDNIGHT, now))
        return [each for _, each in used_by(conn, CHECKOUT, MIDNIGHT, MIDNIGHT + 86_400)]


def test_a_days_minutes_become_what_is_charged(store):
    (usage,) = added_up(store, minutes(MIDNIGHT, 120, errors=1.0))
    assert (usage.requests, usage.errors, usage.duration_ms) == (240, 120, 120_000)
    assert (usage.mb_ms, usage.architecture, usage.basis) == (512 * 120_000, "x86_64", Basis.METRICS)


def test_points_that_come_later_are_added(store):
    added_up(store, minutes(MIDNIGHT, 60))
    (usage,) = added_up(store, minutes(MIDNIGHT + 3_600, 60))
    assert usage.requests == 240


def test_memory_that_changed_at_eight_counts_from_eight(store):
    change = Change(CHECKOUT, MIDNIGHT + 8 * 3_600, "configuration", "memory_mb", "256", "512", "1")
    (usage,) = added_up(store, minutes(MIDNIGHT + 7 * 3_600, 120), changes=[change])
    assert usage.mb_ms == 60_000 * 256 + 60_000 * 512


def test_a_move_to_arm_splits_the_day(store):
    change = Change(CHECKOUT, MIDNIGHT + 8 * 3_600, "configuration", "architecture", "x86_64", "arm64", "1")
    function = a_function("checkout-api", architecture="arm64")
    usages = added_up(store, minutes(MIDNIGHT + 7 * 3_600, 90), functions=[function], changes=[change])
    assert {each.architecture: each.requests for each in usages} == {"x86_64": 120, "arm64": 60}


def test_provisioned_concurrency_is_counted_until_now_even_without_traffic(store):
    function = a_function("checkout-api", provisioned=(ProvisionedConcurrency("live", 3),))
    (usage,) = added_up(store, minutes(MIDNIGHT, 1, 0.0, 0.0, 0.0), functions=[function], now=NOON + 10)
    assert usage.provisioned_mb_s == 3 * 512 * (12 * 3_600 + 300)


def test_a_function_that_is_gone_keeps_its_minutes_and_holds_no_concurrency(store):
    function = a_function("checkout-api", provisioned=(ProvisionedConcurrency("live", 3),))
    with store.write() as conn:
        save_functions(conn, [function], NOON)
        mark_gone(conn, Listed("aws", CHECKOUT.account, CHECKOUT.region, Kind.FUNCTION, frozenset()), NOON)
        save_points(conn, [minutes(MIDNIGHT, 60)])
        note(conn, [minutes(MIDNIGHT, 60)])
        roll_up_newest(conn, Kind.FUNCTION)
    (usage,) = added(store, NOON)
    assert (usage.requests, usage.provisioned_mb_s) == (120, 0)


def test_snapshots_are_kept_all_day_and_restored_by_the_reports(store):
    function = a_function("checkout-api", runtime="python3.13", snap_start=True, snapshot_mb=1024)
    with store.write() as conn:
        buckets = [ReportBucket(CHECKOUT, "3", MIDNIGHT, 120, restores=5, billed_ms=120_000.0)]
        replace_buckets(conn, [CHECKOUT], Window(MIDNIGHT, MIDNIGHT + 300, 300), buckets)
    (usage,) = added_up(store, minutes(MIDNIGHT, 60), functions=[function])
    assert usage.snapshot_mb_s == 1024 * 12 * 3_600
    assert usage.restored_mb == 5 * 512


def test_what_is_noted_while_a_day_is_added_up_is_added_up_the_next_time(store):
    late = minutes(MIDNIGHT + 3_600, 60)

    def write(work):
        with store.write() as conn:
            result = work(conn)
        if write.late:
            write.late = False
            with store.write() as conn:
                save_points(conn, [late])
                note(conn, [late])
                roll_up_newest(conn, Kind.FUNCTION)
        return result

    write.late = False
    (usage,) = added_up(store, minutes(MIDNIGHT, 60))
    assert usage.requests == 120
    with store.write() as conn:
        using_note(conn, {MIDNIGHT})
    write.late = True
    assert add_up(store, write, NOON) == 1
    (usage,) = added(store, NOON)
    assert usage.requests == 240
