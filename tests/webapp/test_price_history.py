"""Prices that were refreshed stay with their dates, so that a rise can be the price's."""

from decimal import Decimal

import pytest

from tests.conftest import NOON
from tests.factories import a_function
from tests.spending import DAY, a_day_of, save_known, save_usage
from webapp.analysis.months import date_of
from webapp.analysis.prices import ANY, Band, Item, Price, PriceBook
from webapp.config import Config
from webapp.pages import cost_month, cost_rises
from webapp.prices.reading import shipped
from webapp.prices.stored import book_of, keep, kept

PLACE = (Item.COMPUTE, "eu-west-1", "arm64")
SHIPPED = shipped().prices[PLACE]
INF = Decimal("Infinity")


def a_price(usd, since, read=""):
    return Price((Band(INF, Decimal(usd)),), since, "AWS Price List API", read)


def refreshed(store, *prices):
    with store.write() as conn:
        for price in prices:
            keep(conn, {PLACE: price})


def usd_on(store, *days):
    with store.read() as conn:
        return [str(book_of(conn, day).prices[PLACE].bands[0].usd) for day in days]


def test_each_day_has_the_price_that_held_then(store):
    refreshed(store, a_price("0.2", "2026-10-01"), a_price("0.3", "2026-11-01"))
    assert usd_on(store, "2026-09-15", "2026-10-31", "2026-11-01", "2027-01-01") == [
        str(SHIPPED.bands[0].usd),
        *("0.2", "0.3", "0.3"),
    ]


def test_what_nobody_knew_then_has_the_oldest_price_that_is_known():
    later = {(Item.PROVISIONED, "eu-west-1", "arm64"): a_price("0.5", "2026-10-01")}
    book = PriceBook.of(later.items(), "2020-01-01")
    assert book.price(Item.PROVISIONED, "eu-west-1", "arm64").bands[0].usd == Decimal("0.5")


def test_what_aws_told_today_goes_before_the_program_however_long_it_has_held(store):
    refreshed(store, a_price("0.2", "2022-01-01", read="2026-11-01"))
    assert usd_on(store, "9999-12-31") == ["0.2"]


def test_a_program_with_newer_prices_goes_before_an_old_refresh(store):
    refreshed(store, a_price("0.2", "2022-01-01", read="2024-01-01"))
    assert usd_on(store, "9999-12-31") == [str(SHIPPED.bands[0].usd)]


def test_a_price_that_stays_is_kept_at_its_beginning_and_its_end_alone(store):
    refreshed(store, *(a_price("0.2", f"2026-{month:02}-01") for month in range(1, 10)), a_price("0.3", "2026-10-01"))
    with store.read() as conn:
        assert [price.as_of for _, price in kept(conn)] == ["2026-01-01", "2026-09-01", "2026-10-01"]


def test_a_rise_that_is_the_prices_is_told_as_the_prices(store):
    function = a_function("checkout-api", architecture="arm64")
    save_known(store, NOON, [function])
    for back in range(14, -1, -1):
        save_usage(store, NOON - back * DAY, a_day_of(function, 10_000_000, 100))
    before = SHIPPED.bands[0].usd
    refreshed(store, a_price(before * 2, date_of(NOON - 3 * DAY)))
    with store.read() as conn:
        rise = cost_rises.load(conn, cost_month.load(conn, Config((), ""), NOON), 7).whole
    assert rise.usd == pytest.approx(rise.price)
    assert rise.price == pytest.approx(float(7 * 500_000 * before), rel=1e-4)
    assert (rise.traffic, rise.duration, rise.memory) == (0, 0, 0)


def test_the_bill_of_the_month_is_by_todays_prices(store):
    refreshed(store, a_price("1", "2026-10-01"))
    with store.read() as conn:
        assert book_of(conn).price(Item.COMPUTE, "eu-west-1", "arm64").as_of == "2026-10-01"
        assert book_of(conn).price(Item.REQUESTS, "eu-west-1", ANY).as_of == shipped().as_of
