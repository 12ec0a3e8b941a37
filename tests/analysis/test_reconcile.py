"""Our estimate against the bill: every difference has its reason."""

from decimal import Decimal

import pytest

from collectors.records import BilledDay, Kind
from tests.analysis.costs import a_pool
from tests.factories import an_identity
from webapp.analysis.prices import Item
from webapp.analysis.reconcile import against_bill, pool_of

PLACE = an_identity("", Kind.ACCOUNT, region="us-east-1")
COMPUTE = a_pool()
PRICE = Decimal("0.0000166667")


def billed(usage_type="Lambda-GB-Second", quantity="1000", usd="0.0166667"):
    return BilledDay(PLACE, 0, usage_type, quantity, usd)


def compared(*lines, used=1_000):
    return against_bill(0, {COMPUTE: Decimal(used)}, {COMPUTE: PRICE}, lines)


def test_an_equal_bill_has_no_difference():
    day = compared(billed())
    assert day.estimate_usd == day.billed_usd
    assert (day.usage_usd, day.price_usd, day.unknown_usd) == (0, 0, 0)


def test_what_we_did_not_see_is_other_usage():
    day = compared(billed(quantity="1100", usd="0.01833337"))
    assert (day.usage_usd, day.price_usd) == (100 * PRICE, 0)


def test_the_free_tier_is_another_price():
    day = compared(billed(usd="0"))
    assert (day.usage_usd, day.price_usd) == (0, -1000 * PRICE)


def test_what_is_not_estimated_is_named():
    assert compared(billed(), billed("Lambda-Streaming-Bytes", "5", "0.3")).unknown_usd == Decimal("0.3")


@pytest.mark.parametrize("used", [0, 700, 1_000, 5_000])
def test_the_reasons_always_sum_to_the_difference(used):
    day = compared(billed(), billed("Request", "10", "0.2"), billed("Edge", "1", "0.1"), used=used)
    assert day.billed_usd - day.estimate_usd == day.usage_usd + day.price_usd + day.unknown_usd


def test_places_that_were_not_billed_to_us_are_left_out():
    far = a_pool(account="444455556666")
    day = against_bill(0, {COMPUTE: Decimal(1_000), far: Decimal(9)}, {COMPUTE: PRICE, far: PRICE}, [billed()])
    assert day.estimate_usd == 1_000 * PRICE


@pytest.mark.parametrize(
    ("usage_type", "item", "architecture"),
    [
        ("EU-Request", Item.REQUESTS, "x86_64"),
        ("EU-Lambda-GB-Second-ARM", Item.COMPUTE, "arm64"),
        ("APN1-Lambda-Provisioned-Concurrency", Item.PROVISIONED, "x86_64"),
    ],
)
def test_usage_types_are_known_by_their_end(usage_type, item, architecture):
    pool = pool_of(billed(usage_type))
    assert (pool.item, pool.architecture) == (item, architecture)


def test_logs_are_on_another_bill_and_left_out():
    logs = a_pool(Item.LOG_INGESTION, architecture="")
    day = against_bill(
        0, {COMPUTE: Decimal(1_000), logs: Decimal(50)}, {COMPUTE: PRICE, logs: Decimal("0.5")}, [billed()]
    )
    assert day.estimate_usd == day.billed_usd
