"""The embedded company's functions, judged: every incident is seen for what it is, and calm functions stay calm."""

from functools import cache

import pytest

from collectors.records import FUNCTION_METRICS, Change, Identity, Kind, Points
from demo.cloudwatch.lambda_metrics import METRICS, samples
from demo.cloudwatch.statistics import SIMPLE, fraction, percentile
from demo.world.world import World
from tests.analysis.cases import a_context, a_look
from tests.conftest import NOON
from tests.factories import a_function
from webapp.analysis.health import judge
from webapp.analysis.limits import Limits
from webapp.analysis.usual import earlier_hours, levels
from webapp.analysis.verdict import State

WORLD = World(1, NOON)
SPECS = {spec.name: spec for spec in WORLD.fleet.functions}
COLUMNS = tuple(metric.column for metric in FUNCTION_METRICS)
REACH_S = 9000


def statistic(spec, metric, minute):
    known = METRICS.get(metric.name)
    stats = known.stats(minute) if known and known.applies(spec) else None
    if stats is None or metric.statistic in SIMPLE:
        return SIMPLE[metric.statistic](stats) if stats else None
    return percentile(sorted(samples(metric.name, minute)), fraction(metric.statistic))


@cache
def row(name, ts):
    return tuple(statistic(SPECS[name], metric, WORLD.minute(SPECS[name], ts)) for metric in FUNCTION_METRICS)


@cache
def invocations(name, hour):
    return float(sum(WORLD.minute(SPECS[name], ts).invocations for ts in range(hour, hour + 3600, 60)))


def usual(name, now):
    present = range(now // 3600 * 3600 - 7200, now + 1, 3600)
    looked = {earlier for hour in present for earlier in earlier_hours(hour) if earlier >= NOON - 15 * 86_400}
    return levels(present, {hour: invocations(name, hour) for hour in looked}, looked)


def judged_at(name, now, before=None):
    spec = SPECS[name]
    identity = Identity("aws", spec.account, spec.region, Kind.FUNCTION, name)
    function = a_function(identity=identity, timeout_s=spec.timeout, reserved_concurrency=spec.reserved)
    minutes = ((ts, row(name, ts)) for ts in range(now - REACH_S, now, 60))
    points = Points(identity, 60, COLUMNS, [found for found in minutes if any(v is not None for v in found[1])])
    deploys = [NOON + d.at for d in spec.deploys if now - 86_400 <= NOON + d.at <= now]
    changes = tuple(Change(identity, at, "deploy", "code_sha256", "a", "b", str(at)) for at in deploys)
    context = a_context(metrics=a_look(now, unbroken_from=now - REACH_S), changes=changes, usual=usual(name, now))
    return judge(function, points, context, Limits(), now, before)


@pytest.mark.parametrize(
    ("name", "state", "rules"),
    [
        ("checkout-api", State.BAD, {"error_rate", "worse_since_deploy"}),
        ("stock-level-api", State.BAD, {"duration", "timeouts"}),
        ("partner-feed-api", State.BAD, {"throttle_rate", "concurrency"}),
        ("us-storefront-api", State.BAD, {"throttle_rate"}),
        ("clickstream-aggregator", State.WARN, {"iterator_age"}),
        ("image-thumbnailer", State.WARN, {"async_dropped"}),
        ("price-sync", State.WARN, {"silence"}),
        ("legacy-ftp-import", State.IDLE, {"idle"}),
        ("cart-api", State.OK, set()),
    ],
)
def test_an_incident_is_seen_for_what_it_is(name, state, rules):
    verdict = judged_at(name, NOON)
    assert (verdict.state, rules - {reason.rule for reason in verdict.reasons}) == (state, set())


@pytest.mark.parametrize(
    "name", ["cart-api", "product-search-api", "login-api", "ledger-writer", "exchange-rate-fetcher"]
)
def test_a_calm_function_stays_calm_for_hours(name):
    before, states = None, []
    for now in range(NOON, NOON + 6 * 3600, 300):
        before = judged_at(name, now, before)
        states.append(before.state)
    assert states.count(State.OK) >= len(states) - 3
