"""The daily cap over simulated days, by the embedded AWS's own count: it bills every query, as the upper bound does."""

import pytest

from collectors import functions, log_ingestion, mappings, metrics, tripwire
from collectors.costs import USD_A_CLOUDWATCH_CALL, USD_A_METRIC
from collectors.durations import DAY
from collectors.targets import Target
from tests.conftest import NOON
from tests.embedded import EmbeddedAws
from tests.webapp.watch.conftest import Watched, signed_in
from webapp.config import Config
from webapp.config.model import Budget, Intervals, Prices
from webapp.watch.spending import kept_pace

MIDNIGHT = NOON + DAY // 2


def usd_of(counts):
    """What AWS would bill for everything that it was asked."""
    others = (row["calls"] for row in counts["calls"] if row["action"] == "cloudwatch:ListMetrics")
    return counts["metrics_requested"] * USD_A_METRIC + sum(others) * USD_A_CLOUDWATCH_CALL


def days_of(watch, days, step):
    """Dollars of each day, and its polls; the clock stands one step before midnight, so that a day begins at zero."""
    for _ in range(days):
        watch.aws.forget_calls()
        polls = watch.go(DAY // 60, step=step, history=True)
        yield usd_of(watch.aws.calls()), len([each for each in polls if each.collector == "metrics"])


def test_a_day_stays_under_its_cap_and_is_still_looked_at_until_its_end(watched):
    watch = watched(
        backfill_days=1, intervals=Intervals(metrics_s=900, trouble_s=900), budget=Budget(usd_a_day=0.02, bound="upper")
    )
    watch.jump(MIDNIGHT - NOON - 30 * 60)
    watch.tick()
    ((usd, polls),) = days_of(watch, 1, step=30)
    assert 0.01 < usd <= 0.02
    assert 12 <= polls < 48
    with watch.store.read() as conn:
        assert kept_pace(conn).at > MIDNIGHT + DAY - 3_600


@pytest.mark.soak
@pytest.mark.timeout(1_800)
def test_a_dollar_a_day_holds_for_three_days(store, clock, monkeypatch):
    """Sixty busy functions would cost two dollars a day. What Lambda tells of them function by function is read once,
    before the days begin, at the pace that Lambda bears."""
    with EmbeddedAws("--now", str(NOON), "--fleet", "synthetic:60:1") as aws:
        signed_in(monkeypatch, aws)
        targets = tuple(Target(**each, endpoint_url=aws.url) for each in aws.targets)
        config = Config(targets, "", budget=Budget(usd_a_day=1.0, bound="upper"), backfill_days=1)
        first = Watched(store, clock, aws, config, (functions, mappings))
        first.tick(rounds=2)
        first.watch.close()
        watch = Watched(store, clock, aws, config, (metrics, tripwire, log_ingestion))
        watch.jump(MIDNIGHT - NOON - 300)
        watch.tick(rounds=2)
        for usd, polls in days_of(watch, 3, step=5):
            assert 0.5 < usd <= 1.0
            assert polls > 24
        watch.watch.close()


@pytest.mark.parametrize("wanted", [True, False])
def test_cost_explorer_is_asked_once_a_day_and_only_where_it_is_wanted(watched, wanted):
    watch = watched(catalog=(), prices=Prices(cost_explorer=wanted))
    watch.aws.forget_calls()
    watch.go(120, step=60)
    assert watch.aws.calls("ce:GetCostAndUsage")["total"] == (1 if wanted else 0)
