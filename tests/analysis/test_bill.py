"""Tiers, free tier, shares: equal to the cent, and to the last digit where parts make a whole."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.costs import FREE, LIST, a_line, a_pool, a_usage
from tests.factories import an_identity
from tests.shared_data import shared
from webapp.analysis.bill import QUANTUM, amounts, apportion, bill
from webapp.analysis.prices import Item
from webapp.analysis.usage import lines
from webapp.prices.reading import shipped

BOOK = shipped()
BILLION = 1_000_000_000
quantities = st.decimals(0, 40 * BILLION, places=3)


def charged(quantity, **fields):
    return BOOK.price(Item.COMPUTE, "us-east-1", fields.get("architecture", "x86_64")).charge(Decimal(quantity))


def cents(usd):
    return f"${usd:,.2f}"


def cost_cases():
    """The worked cases, or one that skips by name where they are not at hand."""
    try:
        return [case for case in json.loads(shared("prices/cost_cases.json").read_text()) if case["usage"]]
    except pytest.skip.Exception as missing:
        return [pytest.param(None, marks=pytest.mark.skip(reason=str(missing)))]


@pytest.mark.parametrize("case", cost_cases(), ids=lambda case: case and case["name"])
def test_a_worked_case_is_equal_to_the_cent(case):
    requests, ms = case["usage"]["monthly_requests"], case["usage"]["request_duration_ms"]
    usage = a_usage(
        requests=requests,
        duration_ms=requests * ms,
        memory_mb=case["memory_mb"],
        architecture=case["arch"],
        place={"region": case["region"]},
    )
    expected = {name: part for name, part in case["expected"].items() if part["qty"]}
    found = bill(lines([usage]), BOOK, LIST)
    compute = found.pools[a_pool(architecture=case["arch"])]
    assert cents(found.costs[usage.identity].parts[Item.REQUESTS]) == expected.pop("Requests")["cost"]
    bands, below = [], Decimal(0)
    for band in compute.price.bands:
        bands.append((max(Decimal(0), min(compute.quantity, band.up_to) - below), band.usd))
        below = band.up_to
    assert [(f"{q:,.0f}", cents(q * usd)) for q, usd in bands if q] == [
        (part["qty"], part["cost"]) for part in expected.values()
    ]
    whole = sum(Decimal(part["cost"].strip("$").replace(",", "")) for part in expected.values())
    assert abs(compute.usd - whole) <= Decimal("0.01") * len(expected) / 2


@given(quantities, quantities)
def test_more_never_costs_less(some, more):
    assert charged(some + more) >= charged(some)


@pytest.mark.parametrize("architecture", ["x86_64", "arm64"])
def test_a_tier_begins_where_the_other_ends(architecture):
    for band in BOOK.price(Item.COMPUTE, "us-east-1", architecture).bands[:-1]:
        before, at, after = (
            charged(band.up_to + step, architecture=architecture) for step in (Decimal("-0.001"), 0, Decimal("0.001"))
        )
        assert at - before == Decimal("0.001") * band.usd
        assert 0 < after - at < at - before


@given(st.lists(st.tuples(quantities, st.sampled_from(["x86_64", "arm64"])), min_size=1, max_size=30))
def test_the_parts_sum_to_the_whole_exactly(used):
    for terms in (LIST, FREE):
        found = bill([a_line(q, f"f{i}", architecture=arch) for i, (q, arch) in enumerate(used)], BOOK, terms)
        assert sum(cost.usd for cost in found.costs.values()) == found.usd


@given(quantities, quantities, st.decimals(0, 1_000_000, places=3))
def test_more_of_either_architecture_never_makes_the_account_cheaper(x86, arm, more):
    before, *after = (
        bill([a_line(a, "x"), a_line(b, "a", architecture="arm64")], BOOK, FREE).usd
        for a, b in ((x86, arm), (x86 + more, arm), (x86, arm + more))
    )
    assert min(after) >= before - 2 * QUANTUM


@given(st.decimals(0, 1_000, places=10), st.lists(st.decimals(0, BILLION, places=6), min_size=1))
def test_shares_are_never_negative_and_lose_nothing(total, weights):
    if sum(weights):
        shares = apportion(total, weights)
        assert min(shares) >= 0
        assert sum(shares) == total


def test_the_free_tier_is_the_accounts_over_regions_and_architectures():
    used = {
        a_pool(): Decimal(300_000),
        a_pool(region="eu-west-1", architecture="arm64"): Decimal(300_000),
        a_pool(account="444455556666"): Decimal(300_000),
    }
    found = amounts(used, BOOK, FREE)
    assert [round(amount.free) for amount in found.values()] == [200_000, 200_000, 300_000]
    assert found[a_pool()].usd == Decimal("1.66667")
    assert found[a_pool(account="444455556666")].usd == 0


def test_tiers_count_for_each_region_and_architecture_alone():
    used = [a_line(6 * BILLION, "a"), a_line(6 * BILLION, "b", region="eu-west-1")]
    assert bill(used, BOOK, LIST).usd == 2 * charged(6 * BILLION)
    together = [a_line(6 * BILLION, "a"), a_line(6 * BILLION, "b")]
    assert bill(together, BOOK, LIST).usd == charged(12 * BILLION) < 2 * charged(6 * BILLION)


def test_owners_of_a_pool_pay_the_same_price_a_unit():
    found = bill([a_line(9 * BILLION, "big"), a_line(3 * BILLION, "small")], BOOK, LIST)
    assert found.costs["big"].usd == 3 * found.costs["small"].usd


def test_provisioned_concurrency_has_no_free_tier():
    usage = a_usage(provisioned_mb_s=1024 * 3_600, provisioned_mb_ms=512 * 100_000_000, place={"region": "us-east-1"})
    found = bill(lines([usage]), BOOK, FREE).costs[usage.identity].parts
    assert found[Item.PROVISIONED] == 3_600 * Decimal("0.0000041667")
    assert found[Item.PROVISIONED_COMPUTE] == 50_000 * Decimal("0.0000097222")
    assert Item.COMPUTE not in found


def test_an_unknown_region_has_no_price_and_takes_nothing_from_the_sum():
    known, unknown = a_usage(), a_usage("far", place={"region": "mars-north-1"})
    found = bill(lines([known, unknown]), BOOK, LIST)
    assert found.costs[unknown.identity].unpriced == {Item.REQUESTS, Item.COMPUTE}
    assert found.costs[unknown.identity].usd == 0
    assert [pool.region for pool in found.unpriced] == ["mars-north-1", "mars-north-1"]
    assert found.usd == found.costs[known.identity].usd


def test_a_function_of_another_account_is_another_function():
    here, there = a_usage(), a_usage(identity=an_identity(account="444455556666"))
    assert len(bill(lines([here, there]), BOOK, FREE).costs) == 2


TIERED = {price.bands: price for price in BOOK.prices.values() if len(price.bands) > 1}


@pytest.mark.parametrize("price", TIERED.values(), ids=lambda price: str(price.bands[0].usd))
@given(data=st.data())
def test_every_tiered_price_is_monotone_and_continuous(price, data):
    top = min(price.bands[-1].up_to, Decimal(10**11))
    some = data.draw(st.decimals(0, top - 1, places=3))
    step = data.draw(st.decimals(0, 1, places=3))
    before, after = price.charge(some), price.charge(some + step)
    assert before <= after <= before + step * price.bands[0].usd
