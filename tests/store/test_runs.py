"""Runs: what was called, what it cost, what failed and what to do about it."""

from dataclasses import replace

import pytest

from collectors.records import Failure, FailureKind, Kind, Outcome
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.store.runs import (
    Sums,
    first_started_at,
    last_ok,
    last_outcomes,
    outcomes,
    save_outcome,
    spent_usd,
    sums,
)
from webapp.store.targets import account_of

DENIED = Failure(FailureKind.DENIED, "lambda:ListAliases", "no \0 way", ("checkout-api",), "Allow lambda:ListAliases.")
RUN = Outcome(
    "prod/eu-west-1",
    "metrics",
    NOON,
    1.5,
    chunks=3,
    records=40,
    calls={"GetMetricData": 2},
    metrics_requested=900,
    bytes_scanned=3_000_000,
    usd=0.009,
    usd_upper=0.02,
    failures=(DENIED,),
    identity=an_identity("", Kind.ACCOUNT),
)


def test_a_run_comes_back_whole(store):
    with store.write() as conn:
        save_outcome(conn, RUN)
        assert outcomes(conn, NOON, NOON + 1) == [RUN]


def test_a_run_tells_which_account_its_target_is(store):
    with store.write() as conn:
        save_outcome(conn, replace(RUN, identity=None))
        assert account_of(conn, RUN.target) is None
        save_outcome(conn, RUN)
        assert account_of(conn, RUN.target) == RUN.identity


def test_the_newest_run_of_each_collector_is_known(store):
    later, other = replace(RUN, started_at=NOON + 300), replace(RUN, collector="queues")
    with store.write() as conn:
        for run in (RUN, other, later):
            save_outcome(conn, run)
        assert last_outcomes(conn) == {(RUN.target, "metrics"): later, (RUN.target, "queues"): other}


def test_the_last_good_run_is_remembered_through_failures(store):
    with store.write() as conn:
        save_outcome(conn, replace(RUN, failures=()))
        save_outcome(conn, replace(RUN, started_at=NOON + 300))
        assert last_ok(conn) == {(RUN.target, "metrics"): NOON}


def test_runs_are_read_newest_first_and_by_target(store):
    with store.write() as conn:
        for minute in range(3):
            save_outcome(conn, replace(RUN, started_at=NOON + minute * 60))
        save_outcome(conn, replace(RUN, target="staging"))
        found = outcomes(conn, NOON, NOON + 120, target=RUN.target)
    assert [run.started_at - NOON for run in found] == [60, 0]


def test_dollars_are_added_up(store):
    with store.write() as conn:
        assert spent_usd(conn, NOON, NOON + 3600) == 0
        save_outcome(conn, RUN)
        save_outcome(conn, replace(RUN, started_at=NOON + 60))
        save_outcome(conn, replace(RUN, started_at=NOON + 3600))
        assert spent_usd(conn, NOON, NOON + 3600) == pytest.approx(0.018)


def test_runs_add_up_by_target_and_collector(store):
    with store.write() as conn:
        assert (sums(conn, NOON, NOON + 60), first_started_at(conn)) == ({}, None)
        for run in (
            RUN,
            replace(RUN, failures=()),
            replace(RUN, collector="queues"),
            replace(RUN, started_at=NOON + 60),
        ):
            save_outcome(conn, run)
        added = sums(conn, NOON, NOON + 60)
        assert added[RUN.target, "metrics"] == Sums(
            2, 1, 4, 1_800, 6_000_000, pytest.approx(0.018), pytest.approx(0.04)
        )
        assert added[RUN.target, "queues"].runs == 1
        assert first_started_at(conn) == NOON
