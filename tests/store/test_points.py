"""Points: what was asked for overwrites, what was not stays, whatever the order they come in."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors.records import Kind, Points
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.store.moments import minutes_above_zero
from webapp.store.points import all_series, save_points, series, sparklines, totals
from webapp.store.targets import save_target

CHECKOUT = an_identity("checkout-api")
WORKER = an_identity("order-worker")
NUMBERS = count()
VALUES = st.none() | st.floats(0, 1e12)
ANSWERS = st.lists(
    st.tuples(
        st.sampled_from([("invocations",), ("errors", "invocations"), ("throttles", "errors")]),
        st.lists(st.tuples(st.integers(0, 5), VALUES, VALUES), max_size=6),
    ),
    max_size=5,
)


def a_minute(minute=0, of=CHECKOUT, period=60, **columns):
    return Points(of, period, tuple(columns), ((NOON + minute * period, tuple(columns.values())),))


def saved(store, *points):
    with store.write() as conn:
        save_points(conn, points)


def rows(store, *columns, of=CHECKOUT, start=NOON, end=NOON + 3600, period=60):
    with store.read() as conn:
        return list(series(conn, of, start, end, period, columns).rows)


def test_a_saved_minute_is_read_back(store):
    saved(store, a_minute(invocations=12.0, errors=0.0))
    assert rows(store, "invocations", "errors") == [(NOON, (12.0, 0.0))]


def test_no_data_is_not_zero(store):
    saved(store, a_minute(invocations=12.0, errors=None))
    assert rows(store, "invocations", "errors", "throttles") == [(NOON, (12.0, None, None))]


def test_a_late_value_overwrites_the_earlier_one(store):
    saved(store, a_minute(invocations=12.0))
    saved(store, a_minute(invocations=15.0))
    assert rows(store, "invocations") == [(NOON, (15.0,))]


def test_what_was_not_asked_for_stays(store):
    saved(store, a_minute(invocations=12.0, errors=3.0))
    saved(store, a_minute(throttles=1.0, errors=4.0))
    assert rows(store, "invocations", "errors", "throttles") == [(NOON, (12.0, 4.0, 1.0))]


def test_a_minute_told_twice_in_one_answer_is_stored_once(store):
    twice = Points(CHECKOUT, 60, ("invocations",), ((NOON + 60, (2.0,)), (NOON, (1.0,)), (NOON + 60, (3.0,))))
    saved(store, twice)
    assert rows(store, "invocations") == [(NOON, (1.0,)), (NOON + 60, (3.0,))]


def test_a_series_holds_only_its_own_window_and_its_own_function(store):
    saved(store, *(a_minute(minute, invocations=1.0) for minute in range(-1, 62)), a_minute(5, WORKER, invocations=9.0))
    found = rows(store, "invocations")
    assert [ts for ts, _ in found] == list(range(NOON, NOON + 3600, 60))
    assert {values for _, values in found} == {(1.0,)}


def test_a_window_that_begins_within_a_minute_begins_with_the_next(store):
    saved(store, a_minute(0, invocations=1.0), a_minute(1, invocations=2.0))
    assert rows(store, "invocations", start=NOON + 1) == [(NOON + 60, (2.0,))]


def test_periods_are_kept_apart(store):
    saved(
        store, a_minute(invocations=1.0), a_minute(invocations=5.0, period=300), a_minute(invocations=60.0, period=3600)
    )
    assert [rows(store, "invocations", period=period) for period in (60, 300, 3600)] == [
        [(NOON, (1.0,))],
        [(NOON, (5.0,))],
        [(NOON, (60.0,))],
    ]


def test_a_function_never_heard_of_has_no_points(store):
    assert rows(store, "invocations", of=an_identity("nobody")) == []


def test_a_column_that_the_catalogue_does_not_have_is_refused(store):
    with pytest.raises(KeyError):
        saved(store, a_minute(**{"ts); DROP TABLE identities --": 1.0}))


def test_totals_add_sums_and_take_the_worst_of_the_rest(store):
    saved(store, a_minute(0, invocations=2.0, duration_p95_ms=80.0, concurrency_max=3.0))
    saved(store, a_minute(1, invocations=3.0, duration_p95_ms=50.0, concurrency_max=7.0))
    with store.read() as conn:
        found = totals(conn, Kind.FUNCTION, NOON, NOON + 120)[CHECKOUT]
    assert (found["invocations"], found["duration_p95_ms"], found["concurrency_max"]) == (5.0, 80.0, 7.0)
    assert found["errors"] is None


def test_totals_of_some_columns_are_of_these_alone(store):
    saved(store, a_minute(0, invocations=2.0, errors=1.0, duration_p95_ms=80.0))
    with store.read() as conn:
        found = totals(conn, Kind.FUNCTION, NOON, NOON + 120, columns=("errors", "duration_p95_ms"))
    assert found == {CHECKOUT: {"errors": 1.0, "duration_p95_ms": 80.0}}


def test_minutes_with_runs_are_found_by_their_hours(store):
    runs = [(NOON + 60, 1.0), (NOON + 7_260, 2.0), (NOON + 7_320, 0.0)]
    with store.write() as conn:
        for each in (CHECKOUT, WORKER):
            save_points(conn, [Points(each, 60, ("invocations",), [(at, (value,)) for at, value in runs])])
            hours = [(NOON, (1.0,)), (NOON + 7_200, (2.0,))]
            save_points(conn, [Points(each, 3_600, ("invocations",), hours)])
    with store.read() as conn:
        assert minutes_above_zero(conn, [CHECKOUT], "invocations", NOON, NOON + 86_400) == {
            CHECKOUT: [NOON + 60, NOON + 7_260]
        }
        assert minutes_above_zero(conn, [WORKER], "invocations", NOON + 120, NOON + 86_400) == {WORKER: [NOON + 7_260]}
        assert minutes_above_zero(conn, [], "invocations", NOON, NOON + 86_400) == {}


def test_a_sparkline_has_a_gap_where_there_is_no_data(store):
    saved(store, a_minute(0, invocations=2.0), a_minute(1, invocations=3.0), a_minute(45, invocations=4.0))
    with store.read() as conn:
        lines = sparklines(conn, [CHECKOUT, WORKER], NOON, NOON + 3600, 4)
    assert lines == {CHECKOUT: [5.0, None, None, 4.0], WORKER: [None] * 4}


def test_the_whole_fleet_is_read_in_one_pass(store):
    saved(store, a_minute(0, invocations=2.0), a_minute(1, WORKER, invocations=3.0), a_minute(0, invocations=4.0))
    with store.read() as conn:
        found = all_series(conn, Kind.FUNCTION, NOON, NOON + 3600, columns=("invocations",))
    assert {identity: list(points.rows) for identity, points in found.items()} == {
        CHECKOUT: [(NOON, (4.0,))],
        WORKER: [(NOON + 60, (3.0,))],
    }


def test_queues_and_accounts_have_points_as_well(store):
    queue, account = an_identity("orders-dlq", Kind.QUEUE), an_identity("", Kind.ACCOUNT)
    saved(store, a_minute(of=queue, visible=7.0), a_minute(of=account, throttles=1.0))
    assert rows(store, "visible", of=queue) == [(NOON, (7.0,))]
    assert rows(store, "throttles", of=account) == [(NOON, (1.0,))]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANSWERS, st.booleans())
def test_whatever_comes_in_which_order_the_last_told_value_of_each_column_holds(store, answers, at_once):
    function = an_identity(f"function-{next(NUMBERS)}")
    expected, told = {}, []
    for columns, minutes in answers:
        answer = [(NOON + minute * 60, values[: len(columns)]) for minute, *values in minutes]
        told.append(Points(function, 60, columns, [(ts, tuple(values)) for ts, values in answer]))
        for ts, values in answer:
            expected.setdefault(ts, {}).update(zip(columns, values, strict=True))
    for points in [told] if at_once else [[each] for each in told]:
        saved(store, *points)
    columns = ("invocations", "errors", "throttles")
    found = {ts: dict(zip(columns, values, strict=True)) for ts, values in rows(store, *columns, of=function)}
    assert found == {ts: dict.fromkeys(columns) | values for ts, values in expected.items()}


def test_one_target_of_several_is_read_alone(store):
    far = an_identity("checkout-api", region="us-east-1")
    saved(store, a_minute(invocations=1.0), a_minute(of=far, invocations=2.0))
    with store.write() as conn:
        save_target(conn, "prod/us", an_identity("", Kind.ACCOUNT, region="us-east-1"))
        assert list(totals(conn, Kind.FUNCTION, NOON, NOON + 60, target="prod/us")) == [far]
        assert list(all_series(conn, Kind.FUNCTION, NOON, NOON + 60, target="prod/us")) == [far]
        assert all_series(conn, Kind.FUNCTION, NOON, NOON + 60, target="unknown") == {}
