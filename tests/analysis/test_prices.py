"""The price book: what is in it, and that nothing is guessed."""

from decimal import Decimal

import pytest

from collectors import costs
from webapp.analysis.prices import ANY, Band, Item, Price, PriceBook, Terms
from webapp.prices.reading import shipped

BOOK = shipped()


def usd(item, region="us-east-1", architecture=ANY):
    price = BOOK.price(item, region, architecture)
    return price and price.bands[0].usd


def test_a_price_is_the_decimal_that_is_written():
    assert usd(Item.COMPUTE, architecture="x86_64") == Decimal("0.0000166667")
    assert usd(Item.REQUESTS) * 1_000_000 == Decimal("0.20")


def test_every_price_has_its_date_and_source():
    assert all(price.as_of and price.source for price in BOOK.prices.values())


def test_architectures_have_tiers_of_their_own():
    x86, arm = (BOOK.price(Item.COMPUTE, "eu-west-1", each).bands for each in ("x86_64", "arm64"))
    assert [band.up_to for band in x86] == [6_000_000_000, 15_000_000_000, Decimal("Infinity")]
    assert [band.up_to for band in arm] == [7_500_000_000, 18_750_000_000, Decimal("Infinity")]


@pytest.mark.parametrize(
    ("item", "region", "architecture"),
    [
        (Item.COMPUTE, "mars-north-1", "x86_64"),
        (Item.COMPUTE, "us-east-1", "riscv"),
        (Item.COMPUTE, "me-central-1", "arm64"),
        (Item.PROVISIONED, "eu-west-1", "arm64"),
        (Item.REQUESTS, "cn-north-1", "x86_64"),
    ],
)
def test_what_is_not_known_has_no_price(item, region, architecture):
    assert BOOK.price(item, region, architecture) is None


def test_beyond_the_last_known_tier_there_is_no_price():
    price = BOOK.price(Item.COMPUTE, "af-south-1", "x86_64")
    assert price.charge(Decimal(6_000_000_000)) == Decimal("132600.0000000")
    assert price.charge(Decimal(6_000_000_001)) is None


def test_bands_rise_and_get_cheaper():
    for price in BOOK.prices.values():
        tops, prices = [band.up_to for band in price.bands], [band.usd for band in price.bands]
        assert tops == sorted(set(tops))
        assert prices == sorted(prices, reverse=True)


def test_a_newer_price_replaces_one_and_leaves_the_others():
    newer = Price((Band(Decimal("Infinity"), Decimal("3e-7")),), "2026-11-01", "the Price List API")
    book = PriceBook({**BOOK.prices, (Item.REQUESTS, "us-east-1", ANY): newer})
    assert book.price(Item.REQUESTS, "us-east-1") is newer
    assert book.price(Item.REQUESTS, "us-east-2") is BOOK.price(Item.REQUESTS, "us-east-2")
    assert book.as_of == "2026-11-01"


def test_a_savings_plan_covers_compute_and_not_requests():
    terms = Terms(Decimal(10), Decimal(50), Decimal(12))
    assert terms.factor(Item.REQUESTS) == Decimal("0.9")
    assert terms.factor(Item.COMPUTE) == Decimal("0.9") * Decimal("0.94")


def test_our_own_bill_counts_with_the_prices_of_the_book():
    assert pytest.approx(float(usd(Item.METRICS_REQUESTED))) == costs.USD_A_METRIC
    assert pytest.approx(float(usd(Item.CLOUDWATCH_REQUESTS))) == costs.USD_A_CLOUDWATCH_CALL
    assert pytest.approx(float(usd(Item.SQS_REQUESTS))) == costs.USD_AN_SQS_CALL


@pytest.mark.parametrize(
    ("item", "terabytes", "usd_a_month"),
    [
        (Item.LOG_INGESTION, 10, 5_120),
        (Item.LOG_INGESTION, 60, 5_120 + 5_120 + 2_048 + 512),
        (Item.LOG_INGESTION_INFREQUENT, 10, 2_560),
        (Item.LOG_INGESTION_INFREQUENT, 60, 2_560 + 3_072 + 1_536 + 512),
    ],
)
def test_logs_of_lambda_get_cheaper_by_the_tier(item, terabytes, usd_a_month):
    assert BOOK.price(item, "us-east-1").charge(Decimal(1024 * terabytes)) == usd_a_month


def test_logs_beyond_the_first_tier_have_no_price_where_it_is_not_known():
    price = BOOK.price(Item.LOG_INGESTION, "eu-west-1")
    assert price.charge(Decimal(10_240)) == Decimal("5836.80")
    assert price.charge(Decimal(10_241)) is None
