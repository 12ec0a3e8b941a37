"""Retention: what is too old goes, in small pieces, and nothing else does."""

from dataclasses import replace

import pytest

from collectors.records import Change, Coverage, Outcome, Points
from tests.conftest import NOON
from tests.factories import an_identity
from tests.personas import ADMIN
from webapp.config import Retention
from webapp.store.changes import recent_changes, save_changes
from webapp.store.coverage import covered, save_coverage
from webapp.store.jobs import JobState, add, claim, finish, job_of
from webapp.store.plans import Plan, note_job, plan_of, save_plan
from webapp.store.points import save_points, series
from webapp.store.retention import prune, prune_some
from webapp.store.runs import last_outcomes, outcomes, save_outcome

CHECKOUT = an_identity("checkout-api")
DAY = 86_400
KEEP = Retention()


def points_left(store, period):
    with store.read() as conn:
        return len(series(conn, CHECKOUT, NOON - 500 * DAY, NOON, period, ("invocations",)).rows)


@pytest.mark.parametrize(("period", "days"), [(60, 15), (300, 63), (3600, 455)])
def test_points_of_each_period_are_kept_as_long_as_configured(store, period, days):
    edge = NOON - days * DAY
    rows = [(edge + step * period, (1.0,)) for step in range(-3, 3)]
    with store.write() as conn:
        save_points(conn, [Points(CHECKOUT, period, ("invocations",), rows)])
    assert prune(store, KEEP, NOON) == 3
    assert points_left(store, period) == 3


def test_half_an_hour_of_minutes_is_never_left_over(store):
    edge = NOON - 15 * DAY
    with store.write() as conn:
        save_points(conn, [Points(CHECKOUT, 60, ("invocations",), [(edge + step * 60, (1.0,)) for step in range(60)])])
    assert prune(store, KEEP, NOON + 1800) == 0
    assert prune(store, KEEP, NOON + 3600) == 60


def test_no_transaction_forgets_more_than_it_may(store):
    rows = [(NOON - 20 * DAY + step * 60, (1.0,)) for step in range(250)]
    with store.write() as conn:
        save_points(conn, [Points(CHECKOUT, 60, ("invocations",), rows)])
        assert [prune_some(conn, KEEP, NOON, rows=100) for _ in range(4)] == [100, 100, 50, 0]


def test_coverage_goes_with_its_points(store):
    old, new = (Coverage(60, NOON - days * DAY, NOON - days * DAY + 60, NOON) for days in (16, 1))
    with store.write() as conn:
        save_coverage(conn, "prod", "metrics", [old, new])
    prune(store, KEEP, NOON)
    with store.read() as conn:
        assert covered(conn, "prod", "metrics", 60, NOON - 20 * DAY, NOON) == [new]


def test_old_runs_go_but_the_last_of_each_collector_stays(store):
    old = Outcome("prod", "metrics", NOON - 100 * DAY, 1.0)
    last_of_another = replace(old, collector="queues")
    with store.write() as conn:
        for run in (old, last_of_another, replace(old, started_at=NOON)):
            save_outcome(conn, run)
    assert prune(store, KEEP, NOON) == 1
    with store.read() as conn:
        assert len(outcomes(conn, 0, NOON + 1)) == 2
        assert last_outcomes(conn)["prod", "queues"] == last_of_another


def test_changes_are_kept_as_long_as_the_longest_chart(store):
    kept = Change(CHECKOUT, NOON - 400 * DAY, "deploy", "code_sha256", "a", "b", "event-1")
    with store.write() as conn:
        save_changes(conn, [kept, replace(kept, at=NOON - 456 * DAY, event_id="event-0")])
    assert prune(store, KEEP, NOON) == 1
    with store.read() as conn:
        assert recent_changes(conn, 0, NOON) == [kept]


def test_a_job_goes_only_once_it_is_finished(store):
    with store.write() as conn:
        done, waiting = (add(conn, "redrive", {}, NOON - 100 * DAY) for _ in range(2))
        finish(conn, claim(conn, "one", NOON, 30), JobState.DONE, {}, NOON - 99 * DAY)
    assert prune(store, KEEP, NOON) == 1
    with store.read() as conn:
        assert job_of(conn, done) is None
        assert job_of(conn, waiting) is not None


def test_plans_that_nobody_confirmed_go_and_those_that_were_done_stay(store):
    with store.write() as conn:
        for key in ("left", "done"):
            save_plan(conn, a_plan(key))
        note_job(conn, "done", 7)
    prune(store, KEEP, NOON + KEEP.runs_days * DAY + 1)
    with store.read() as conn:
        assert plan_of(conn, "left") is None
        assert plan_of(conn, "done") is not None


def a_plan(key):
    return Plan(key, "redrive", ADMIN, CHECKOUT, {}, {}, (), (), NOON - 900, NOON)
