"""Which stretch of the logs is read: what was not read yet, newest first, and nothing twice."""

import pytest

from collectors.records import Coverage, Kind, LogGroup, Points, Window
from tests.conftest import NOON
from tests.factories import a_function, an_identity
from tests.fleets import PROD, PROD_ACCOUNT
from webapp.store.coverage import save_coverage
from webapp.store.functions import save_functions
from webapp.store.log_groups import save_log_groups
from webapp.store.points import save_points
from webapp.store.targets import save_target
from webapp.watch.log_asks import invoked, windows

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
