"""Which stretch of the logs is read: what was not read yet, newest first, and nothing twice."""

import pytest

from collectors.records import Coverage, Kind, LogGroup, Points, ReportBucket, Window
from tests.conftest import NOON
from tests.factories import a_function, an_identity
from tests.fleets import PROD, PROD_ACCOUNT
from webapp.store.coverage import save_coverage
from webapp.store.functions import save_functions
from webapp.store.log_groups import save_log_groups
from webapp.store.points import save_points
from webapp.store.report_buckets import replace_buckets
from webapp.store.targets import save_target
from webapp.watch.log_asks import invoked, late, windows

HOUR = 3600


@pytest.fixture
def conn(store):
    with store.write() as open_:
        save_target(open_, PROD.name, PROD_ACCOUNT)
        yield open_


def read(conn, start, end, result="ok"):
    save_coverage(conn, PROD.name, "log_errors", [Coverage(300, start, end, NOON, result)])


def asked(conn, now=NOON + 60, hours=48):
    return windows(conn, PROD.name, "log_errors", now, hours)


def test_the_first_look_reads_a_few_hours_and_the_next_ones_go_further_back(conn):
    assert asked(conn) == (Window(NOON - 3 * HOUR, NOON, 300),)
    read(conn, NOON - 3 * HOUR, NOON)
    assert asked(conn, NOON + 360) == (
        Window(NOON, NOON + 300, 300),
        Window(NOON - 6 * HOUR + 300, NOON - 3 * HOUR, 300),
    )


def test_what_was_read_is_not_asked_again(conn):
    read(conn, NOON - 49 * HOUR, NOON)
    assert asked(conn) == ()
    assert asked(conn, NOON + 360) == (Window(NOON, NOON + 300, 300),)


def test_what_could_not_be_read_is_asked_again(conn):
    read(conn, NOON - 49 * HOUR, NOON)
    read(conn, NOON - 600, NOON - 300, "throttled")
    assert asked(conn) == (Window(NOON - 600, NOON - 300, 300),)


def test_five_minutes_are_read_when_they_are_over_and_have_come_in(conn):
    read(conn, NOON - 49 * HOUR, NOON)
    assert asked(conn, NOON + 310) == ()
    assert asked(conn, NOON + 330) == (Window(NOON, NOON + 300, 300),)


def test_only_functions_that_were_invoked_are_asked_about_where_the_metrics_tell(conn):
    busy, idle = a_function("busy"), a_function("idle")
    save_functions(conn, [busy, idle], NOON)
    save_points(conn, [Points(an_identity("busy"), 60, ("invocations",), [(NOON - 120, (3.0,))])])
    window = (Window(NOON - 300, NOON, 300),)
    assert invoked(conn, PROD.name, [busy, idle], window) == [busy, idle]
    save_coverage(conn, PROD.name, "metrics", [Coverage(60, NOON - 2 * HOUR, NOON, NOON)])
    assert invoked(conn, PROD.name, [busy, idle], window) == [busy]


def test_a_function_without_a_log_group_is_asked_about_only_where_it_was_invoked(conn):
    listed, new, woken = a_function("listed"), a_function("new"), a_function("woken")
    save_functions(conn, [listed, new, woken], NOON)
    save_log_groups(conn, [LogGroup(an_identity("/aws/lambda/listed", Kind.LOG_GROUP), 1, NOON)], NOON)
    save_points(conn, [Points(an_identity("woken"), 60, ("invocations",), [(NOON - 120, (3.0,))])])
    assert invoked(conn, PROD.name, [listed, new, woken], (Window(NOON - 300, NOON, 300),)) == [listed, woken]


def late_of(conn, reported, invocations=200.0, collector="log_errors"):
    """Whether checkout-api is late at 12:05, when so many were reported of what the metrics counted until noon."""
    function = a_function()
    save_functions(conn, [function], NOON)
    save_coverage(conn, PROD.name, "metrics", [Coverage(60, NOON - HOUR, NOON, NOON)])
    save_points(conn, [Points(function.identity, 60, ("invocations",), [(NOON - 120, (invocations,))])])
    window = Window(NOON - 300, NOON, 300)
    replace_buckets(conn, [function.identity], window, [ReportBucket(function.identity, "7", NOON - 300, reported)])
    return late(conn, PROD.name, collector, [function], Window(NOON, NOON + 300, 300)) == (function,)


@pytest.mark.parametrize(("reported", "is_late"), [(200, False), (199, False), (190, True), (0, True)])
def test_logs_are_read_again_only_where_reports_are_missing(conn, reported, is_late):
    read(conn, NOON - HOUR, NOON)
    assert late_of(conn, reported) is is_late


def test_what_the_metrics_do_not_tell_is_read_again(conn):
    read(conn, NOON - HOUR, NOON)
    other = a_function("other")
    assert late(conn, PROD.name, "log_errors", [other], Window(NOON, NOON + 300, 300)) == (other,)


def test_what_was_never_read_needs_no_second_look(conn):
    assert late_of(conn, 0) is False
