"""Which days of log groups are asked for, and whose the bytes are."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors import log_groups, log_ingestion, metrics
from collectors.durations import DAY, HOUR
from collectors.records import Coverage, Kind, LogGroup, LogVolume
from tests.conftest import NOON
from tests.factories import a_function, an_identity
from tests.webapp.watch.test_using import MIDNIGHT, added_up, minutes
from webapp.store.coverage import save_coverage
from webapp.store.log_groups import save_log_groups
from webapp.store.log_volumes import save_volumes
from webapp.store.usage import used
from webapp.watch.log_days import unread
from webapp.watch.logged import shared

TARGET = "prod/eu-west-1"
GROUP = an_identity("/shared/logs", kind=Kind.LOG_GROUP)


def days_unread(store, looked=None, now=NOON, days=15):
    with store.read() as conn:
        windows = unread(conn, TARGET, now, looked, days)
    assert all(later.start == earlier.end for later, earlier in pairwise(windows))
    return (windows[-1].start - MIDNIGHT) // DAY, (windows[0].end - MIDNIGHT) // DAY


def look(store, first, last, result="ok"):
    with store.write() as conn:
        covered = Coverage(DAY, MIDNIGHT + first * DAY, MIDNIGHT + last * DAY, NOON, result)
        save_coverage(conn, TARGET, "log_ingestion", [covered])


def test_at_first_every_day_is_read_and_then_the_present_one(store):
    assert days_unread(store) == (-15, 1)
    look(store, -15, 1)
    assert days_unread(store, looked=NOON - 6 * HOUR) == (0, 1)


def test_a_day_that_was_looked_at_before_it_was_over_is_read_to_its_end(store):
    look(store, -15, 0)
    assert days_unread(store, looked=MIDNIGHT - 3 * HOUR) == (-1, 1)
    look(store, 0, 1)
    assert days_unread(store, looked=MIDNIGHT + 30 * 60, now=NOON) == (-1, 1)


def test_what_could_not_be_read_is_asked_for_again_in_the_same_call(store):
    look(store, -15, 1)
    look(store, -4, -3, result="denied")
    assert days_unread(store, looked=NOON - 6 * HOUR) == (-4, 1)


def with_logs(store, taken, *functions, log_class="STANDARD"):
    with store.write() as conn:
        save_volumes(conn, [LogVolume(GROUP, MIDNIGHT, taken)])
        save_log_groups(conn, [LogGroup(GROUP, 0, log_class=log_class)], NOON)
    added_up(store, minutes(MIDNIGHT, 60), functions=functions)
    with store.read() as conn:
        return {each.identity.name: each for each in used(conn, MIDNIGHT, NOON)}


def test_a_log_groups_bytes_are_its_functions(store):
    (usage,) = with_logs(store, 5_000, a_function("checkout-api", log_group="/shared/logs")).values()
    assert (usage.requests, usage.log_bytes, usage.infrequent_log_bytes) == (120, 5_000, 0)


def test_the_infrequent_access_class_has_a_price_of_its_own(store):
    function = a_function("checkout-api", log_group="/shared/logs")
    (usage,) = with_logs(store, 5_000, function, log_class="INFREQUENT_ACCESS").values()
    assert (usage.log_bytes, usage.infrequent_log_bytes) == (0, 5_000)


def test_functions_that_share_a_group_share_its_bytes_by_their_invocations(store):
    functions = [a_function(name, log_group="/shared/logs") for name in ("checkout-api", "idle-api")]
    found = with_logs(store, 5_000, *functions)
    assert {name: each.log_bytes for name, each in found.items()} == {"checkout-api": 5_000}


def test_a_group_of_another_account_with_the_same_name_is_another_group(store):
    elsewhere = a_function("checkout-api", log_group="/shared/logs")
    elsewhere = replace(elsewhere, identity=replace(elsewhere.identity, account="999955556666"))
    assert with_logs(store, 5_000, a_function("checkout-api"), elsewhere)["checkout-api"].log_bytes == 0


@given(st.integers(0, 10**15), st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_shares_are_whole_and_lose_nothing(count, weights):
    found = shared(count, weights)
    assert sum(found) == count
    assert all(isinstance(each, int) and each >= 0 for each in found)


@pytest.mark.parametrize("weights", [[0, 0], [3, 3]])
def test_writers_alike_get_alike(weights):
    assert shared(10, weights) == [5, 5]


def test_the_watch_prices_what_was_logged(watched):
    watch = watched(catalog=(metrics, log_groups, log_ingestion), backfill_days=1)
    watch.jump(-watch.clock.now() % 60)
    watch.tick(rounds=3, history=True)
    watch.go(10, step=5)
    with watch.store.read() as conn:
        found = {each.identity.name: each for each in used(conn, MIDNIGHT, NOON + DAY)}
    usage = found["payment-authorizer"]
    runs = watch.truth("payment-authorizer", MIDNIGHT, NOON + 300, period=DAY)
    assert usage.log_bytes / sum(runs.values()) == pytest.approx(512, rel=0.05)
