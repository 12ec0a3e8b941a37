"""The numbers of the fleet page: the last hour, and no data kept apart from zero."""

import pytest

from tests.analysis.cases import a_context, a_look, a_queue, an_alarm, points, steady
from tests.conftest import NOON
from webapp.analysis.case import QueueRole, WatchedQueue
from webapp.analysis.fleet_summary import Summary, summarise


def test_only_the_last_hour_counts():
    measured = points(invocations=[1000.0] * 120 + [10.0] * 60, errors=[9.0] * 120 + [1.0] * 60)
    summary = summarise(measured, a_context(), NOON)
    assert (summary.invocations, summary.errors, summary.error_rate_percent) == (600, 60, 10)
    assert summary.spark == (20.0,) * 30


def test_no_data_is_not_zero():
    assert summarise(None, a_context(), NOON) == Summary(data_until=NOON)
    gaps = points(invocations=[5.0] + [None] * 29 + [0.0] * 30)
    summary = summarise(gaps, a_context(), NOON)
    assert summary.spark == (5, *[None] * 14, *[0] * 15)
    assert (summary.throttles, summary.duration_p95_worst_ms, summary.error_rate_percent) == (None, None, 0)


def test_percentiles_are_a_minutes_own():
    summary = summarise(
        points(duration_p50_ms=[10.0, 30.0, 20.0, 40.0], duration_p95_ms=[90.0, 400.0, 80.0, 70.0]), a_context(), NOON
    )
    assert (summary.duration_p50_ms, summary.duration_p95_worst_ms) == (20, 400)


def test_the_hour_ends_where_reading_ended():
    summary = summarise(points(NOON - 600, invocations=steady(1)), a_context(metrics=a_look(read_at=NOON - 600)), NOON)
    assert (summary.invocations, summary.data_until) == (60, NOON - 600)


@pytest.mark.parametrize(("role", "depth"), [(QueueRole(of_function=True), 7), (QueueRole(feeds=("x",)), None)])
def test_dead_letters_and_alarms_are_counted(role, depth):
    there = {"queues": (WatchedQueue(a_queue(visible=7), role),), "alarms": (an_alarm(), an_alarm(state="OK"))}
    context = a_context(looks=(a_look(part="alarms"),), **there)
    summary = summarise(None, context, NOON)
    assert (summary.dlq_depth, summary.alarms_firing) == (depth, 1)


@pytest.mark.parametrize("looks", [(), (a_look(part="alarms", read_at=None),)])
def test_alarms_that_were_never_read_are_not_counted_as_silent(looks):
    assert summarise(None, a_context(looks=looks), NOON).alarms_firing is None
