"""The dashboard's parser reads what the embedded AWS writes: two sides that share no code tell the same story."""

from collections import Counter

import pytest

from demo.world.logs import log_events
from demo.world.world import World
from tests.conftest import NOON
from webapp.analysis.log_records.fingerprint import fingerprint
from webapp.analysis.log_records.parse import parse
from webapp.analysis.log_records.records import Kind

SPAN = 20 * 60


@pytest.fixture(scope="module")
def world():
    return World(seed=1, epoch=NOON)


def functions(world, *shapes):
    return [f for f in world.fleet.functions if not f.traffic.idle and f.shape in shapes]


@pytest.mark.parametrize("shape", ["json", "powertools", "lambda-json", "python", "node", "java"])
def test_every_invocation_and_every_error_of_the_world_is_found(world, shape):
    for function in functions(world, shape):
        invocations = [i for ts in range(NOON - SPAN, NOON, 60) for i in world.invocations(function, ts)]
        records = [parse(e.message) for e in log_events(world, function, NOON - SPAN, NOON + 900)]
        ids = {invocation.request_id for invocation in invocations}
        told = Counter(i.error or i.logged for i in invocations if i.error or i.logged)
        errors = [r for r in records if r.is_error and r.kind is Kind.APPLICATION]
        assert {r.error_type for r in errors} >= set(told), function.name
        assert all(r.frames and r.frames[0].own for r in errors)
        if function.system_log_level != "WARN":
            reported = {r.request_id for r in records if r.report}
            assert ids <= reported


def test_all_errors_of_one_kind_are_one_group_though_their_ids_differ(world):
    checkout = world.fleet.function("111122223333", "eu-west-1", "checkout-api")
    errors = [r for e in log_events(world, checkout, NOON - SPAN, NOON) if (r := parse(e.message)).is_error]
    groups = Counter(fingerprint(r) for r in errors)
    assert len(errors) > 100
    assert sorted(group.error_type for group in groups) == sorted({r.error_type for r in errors})
