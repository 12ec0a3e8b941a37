"""What one function costs, on its page and in its JSON; and the fleet's day."""

import pytest

from tests.factories import a_function
from tests.spending import a_spending_company
from tests.webapp.test_costs_page import MID_MONTH, text_of
from webapp.pages import cost_rates
from webapp.store.functions import save_functions

HERE = "/functions/111122223333/eu-west-1/checkout-api"


@pytest.fixture
def company(store, clock):
    clock.at = MID_MONTH
    a_spending_company(store, MID_MONTH)


def test_a_functions_month_is_the_costs_pages(client, company):
    cost = client.get(f"/api/v1{HERE}").json["cost"]
    rows = client.get("/api/v1/costs?limit=500").json["functions"]
    row = next(row for row in rows if row["identity"]["name"] == "checkout-api")
    assert cost["usd_month_to_date"] == pytest.approx(row["usd_month_to_date"], abs=1e-5)
    assert cost["usd_month_forecast"] == pytest.approx(row["usd_month_forecast"], rel=1e-4)
    assert cost["parts"] == pytest.approx(row["parts"], abs=1e-5)


def test_its_days_stand_on_its_page(client, company):
    cost = client.get(f"/api/v1{HERE}").json["cost"]
    assert len(cost["days"]) == 14
    assert cost["days"][-1][1] == cost["usd_today"] > cost["days"][0][1]
    assert "A million invocations" in text_of(client.get(HERE).text)


def test_what_was_never_added_up_claims_nothing(client, store):
    with store.write() as conn:
        save_functions(conn, [a_function("checkout-api")], MID_MONTH)
    assert "has not been added up yet" in text_of(client.get(HERE).text)
    assert client.get(f"/api/v1{HERE}").json["cost"]["usd_month_to_date"] is None


def test_the_fleets_day_is_the_costs_pages(client, store, company, app):
    with store.read() as conn:
        today = cost_rates.usd_today(cost_rates.load(conn, app.extensions["oncall"].config, MID_MONTH))
    assert today == pytest.approx(client.get("/api/v1/costs").json["usd_today"], abs=0.01)
    assert f"Functions cost ${today:.2f} today" in text_of(client.get("/").text)
