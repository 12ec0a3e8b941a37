"""What provisioned concurrency and SnapStart would cost and spare."""

from dataclasses import replace
from decimal import Decimal

import pytest

from collectors.records import ColdStart, ReportBucket
from tests.conftest import NOON
from tests.factories import a_function, an_identity
from webapp.analysis.cold_start_remedies import MONTH_S, needed, remedies, use_of
from webapp.analysis.prices import Band, Item, Price, PriceBook

API = an_identity("checkout-api")
DAY = 86_400
JAVA = a_function(runtime="java21", memory_mb=1024)


def a_price(usd):
    return Price((Band(Decimal("Infinity"), Decimal(str(usd))),), "2026-09-01", "a test")


def a_book(**prices):
    places = {(Item(item), API.region, arch): a_price(usd) for item, usd in prices.items() for arch in ("x86_64", "")}
    return PriceBook(places)


def starts(*minutes, took=500.0):
    return [ColdStart(API, "7", (NOON + minute * 60) * 1000, "init", took) for minute in minutes]


def a_use(cold, at_once, billed_ms=0.0, seconds=DAY):
    buckets = [ReportBucket(API, "7", NOON, 100, billed_ms=billed_ms)]
    return use_of(buckets, cold, {NOON + minute * 60: count for minute, count in at_once.items()}, seconds)


def test_as_many_are_needed_as_ran_at_once_when_nine_of_ten_starts_happened():
    use = a_use(starts(*range(10)), {**dict.fromkeys(range(9), 3.0), 9: 200.0})
    assert needed(use) == 3


def test_a_start_in_a_minute_that_the_metrics_do_not_know_needs_the_most():
    assert needed(a_use(starts(0), {5: 7.0})) == 7
    assert needed(a_use(starts(0), {})) == 1


def test_provisioned_concurrency_is_priced_for_a_month_and_says_what_it_spares():
    use = a_use(starts(*range(10)), {**dict.fromkeys(range(9), 3.0), 9: 200.0})
    (found, _) = remedies(JAVA, use, a_book(provisioned=0.000004))
    assert found.instances == 3
    assert found.usd == pytest.approx(3 * 1.0 * MONTH_S * 0.000004)
    assert (found.spared, found.spared_ms) == (9 * 30, 9 * 30 * 500.0)


def test_what_duration_costs_less_on_it_is_taken_off():
    use = a_use(starts(0), {0: 1.0, 1: 5.0}, billed_ms=1_000_000.0)
    book = a_book(provisioned=0.000004, compute=0.00002, provisioned_compute=0.00001)
    (found, _) = remedies(JAVA, use, book)
    assert found.saved_usd == pytest.approx(1000 * 30 * 0.5 * 0.00001)
    assert found.usd == pytest.approx(MONTH_S * 0.000004 - found.saved_usd)


def test_a_price_that_is_not_known_stays_unknown():
    (provisioned, _) = remedies(JAVA, a_use(starts(0), {}), a_book())
    assert provisioned.usd is None


def test_snap_start_costs_java_nothing_and_python_its_cache_and_restores():
    use = a_use(starts(0), {})
    assert remedies(JAVA, use, a_book())[1].usd == 0
    python = a_function(runtime="python3.13", memory_mb=1024)
    found = remedies(python, use, a_book(snap_start_cache=0.0000015, snap_start_restore=0.00014))[1]
    assert found.usd == pytest.approx(MONTH_S * 0.0000015 + 30 * 0.00014)


def test_where_nothing_can_be_spared_or_it_is_done_nothing_is_proposed():
    use = a_use(starts(0), {})
    assert remedies(JAVA, a_use([], {}), a_book()) == ()
    for function in (replace(JAVA, snap_start="PublishedVersions"), a_function(runtime="nodejs22.x")):
        assert [each.kind for each in remedies(function, use, a_book())] == ["provisioned"]
