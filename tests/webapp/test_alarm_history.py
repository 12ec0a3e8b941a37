"""The job that asks CloudWatch for a series that is not stored."""

import pytest

from collectors.records import Kind
from tests.collecting import use_keys
from tests.conftest import NOON
from tests.factories import an_identity
from tests.webapp.watch.conftest import targets_of
from webapp.actions.alarm_history import read_history
from webapp.actions.door import Door
from webapp.actions.plans import Acting
from webapp.clock import SetClock
from webapp.config import Config
from webapp.jobs import JobRefused, Working
from webapp.store import jobs
from webapp.store.asked_series import ask_for, asked_of
from webapp.store.runs import spent_usd, sums
from webapp.store.targets import save_target

CHECKOUT = an_identity("checkout-api")
DAY = 86_400


@pytest.fixture
def acting(store, embedded_aws, monkeypatch):
    use_keys(embedded_aws, monkeypatch)
    targets = targets_of(embedded_aws, "meadow-shop/eu-west-1")
    with store.write() as conn:
        save_target(conn, targets[0].name, an_identity("", Kind.ACCOUNT))
    return Acting(Config(targets, ""), store, SetClock(NOON), Door(targets))


def performed(acting, store, metric="Duration"):
    with store.write() as conn:
        key = ask_for(conn, CHECKOUT, metric, "p90", 3600, NOON)
        job = jobs.claim(conn, "test", NOON, 60)
    assert job.id == key
    return read_history(acting, Working(job, store, acting.clock, job.progress))


def test_fifteen_days_are_read_and_kept(acting, store):
    result = performed(acting, store)
    with store.read() as conn:
        (series,) = asked_of(conn, CHECKOUT)
    assert (series.statistic, series.period) == ("p90", 3600)
    assert (series.start, len(series.values)) == (NOON - 15 * DAY, 15 * 24)
    assert result["points"] == sum(value is not None for value in series.values) > 300
    assert result["usd"] == pytest.approx(0.00001)


def test_what_is_denied_is_told_with_what_to_do(acting, store, embedded_aws):
    embedded_aws.faults("deny:cloudwatch:GetMetricData")
    with pytest.raises(JobRefused, match="GetMetricData"):
        performed(acting, store)


def test_asking_twice_is_one_job(store):
    with store.write() as conn:
        asked = [ask_for(conn, CHECKOUT, "Duration", "p90", 300, NOON + at) for at in (0, 5)]
        assert asked[0] == asked[1] != ask_for(conn, CHECKOUT, "Duration", "p99", 300, NOON)


def asked_band(acting, store):
    with store.write() as conn:
        ask_for(conn, CHECKOUT, "Errors", "Sum lower edge of band 2", 300, NOON)
        job = jobs.claim(conn, "test", NOON, 60)
    return read_history(acting, Working(job, store, acting.clock, job.progress))


def test_both_edges_of_a_band_come_by_one_question(acting, store):
    result = asked_band(acting, store)
    with store.read() as conn:
        lower, upper = asked_of(conn, CHECKOUT)
    assert (lower.statistic, upper.statistic) == ("Sum lower edge of band 2", "Sum upper edge of band 2")
    pairs = [(low, high) for low, high in zip(lower.values, upper.values, strict=True) if low is not None]
    assert len(pairs) > 4_000
    assert all(low <= high for low, high in pairs)
    assert result["usd"] == pytest.approx(0.00003)


def test_what_asking_costs_is_in_the_bill_of_the_day(acting, store):
    performed(acting, store)
    asked_band(acting, store)
    with store.read() as conn:
        assert spent_usd(conn, NOON - 1, NOON + 1) == pytest.approx(0.00004)
        assert sums(conn, NOON - 1, NOON + 1)[("meadow-shop/eu-west-1", "alarm_history")].metrics_requested == 4
