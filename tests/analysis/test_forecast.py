"""Months in UTC and what one will have cost."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.costs import FREE, LIST, a_pool
from webapp.analysis import months
from webapp.analysis.bill import amounts
from webapp.analysis.forecast import complete_days, forecast, remaining_days
from webapp.prices.reading import shipped

BOOK = shipped()
DAY = 86_400


def at(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def compute(gb_s):
    return {a_pool(): Decimal(gb_s)}


@pytest.mark.parametrize(
    ("now", "start", "end"),
    [
        ("2026-11-01T00:00:00", "2026-11-01", "2026-12-01"),
        ("2026-11-30T23:59:59", "2026-11-01", "2026-12-01"),
        ("2026-12-31T23:59:59", "2026-12-01", "2027-01-01"),
        ("2028-02-29T12:00:00", "2028-02-01", "2028-03-01"),
    ],
)
def test_a_month_ends_at_midnight_utc(now, start, end):
    assert (months.month_start(at(now)), months.month_end(at(now))) == (at(start), at(end))


@given(st.integers(0, 4_000_000_000))
def test_every_second_lies_in_one_month(now):
    start, end = months.month_start(now), months.month_end(now)
    assert start <= now < end
    assert months.month_start(end) == end
    assert months.month_start(end - 1) == start


def test_no_complete_day_no_forecast():
    assert forecast(compute(1), [], at("2026-11-16"), BOOK, LIST) is None


def test_the_remaining_days_go_on_like_the_mean_of_the_last():
    found = forecast(compute(15_000), [compute(500), compute(1_500)], at("2026-11-16"), BOOK, LIST)
    price = Decimal("0.0000166667")
    assert remaining_days(at("2026-11-16")) == 15
    assert found.usd == pytest.approx(30_000 * price)
    assert (found.low, found.high) == (22_500 * price, 37_500 * price)
    assert found.days == 2


def test_at_the_last_second_the_forecast_is_what_was_used():
    found = forecast(compute(1_000), [compute(864_000)], at("2026-12-01") - 1, BOOK, LIST)
    assert found.usd == amounts(compute(1_010), BOOK, LIST)[a_pool()].usd


def test_the_free_tier_runs_out_in_the_forecast():
    found = forecast(compute(200_000), [compute(40_000)], at("2026-11-06"), BOOK, FREE)
    assert amounts(compute(200_000), BOOK, FREE)[a_pool()].usd == 0
    assert found.usd == amounts(compute(1_200_000), BOOK, FREE)[a_pool()].usd > 0


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=7), st.integers(0, 10**9))
def test_the_range_holds_the_forecast(days, so_far):
    found = forecast(compute(so_far), [compute(day) for day in days], at("2026-11-11"), BOOK, FREE)
    assert found.low <= found.usd <= found.high


def test_complete_days_end_before_today():
    days = list(complete_days(at("2026-11-16T07:00:00")))
    assert (days[0], days[-1]) == (at("2026-11-09"), at("2026-11-15"))
