"""`oncall prices refresh` against the embedded AWS's price list."""

from decimal import Decimal

import pytest
import yaml

from tests.demo.asking import all_pages
from webapp.analysis.prices import Item
from webapp.cli import main
from webapp.prices.stored import book_of
from webapp.store import Store


@pytest.fixture
def settings(embedded_aws, monkeypatch, tmp_path):
    for name, value in embedded_aws.environment.items():
        monkeypatch.setenv(name, value)
    target = {"name": "shop", "regions": ["eu-west-1"], "endpoint_url": embedded_aws.url}
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump({"targets": [target], "store": {"url": f"sqlite:///{tmp_path}/oncall.db"}}))
    return path


def book(settings):
    store = Store.open(f"sqlite:///{settings.parent}/oncall.db")
    try:
        with store.read() as conn:
            return book_of(conn)
    finally:
        store.close()


def refreshed(settings):
    return main(["prices", "refresh", "--config", str(settings)])


def test_a_price_that_was_not_known_is_known_afterwards_with_day_and_source(settings, capsys):
    assert book(settings).price(Item.PROVISIONED, "eu-west-1", "arm64") is None
    assert refreshed(settings) == 0
    assert "eu-west-1 provisioned arm64: no price -> $0.0000037168" in capsys.readouterr().out
    price = book(settings).price(Item.PROVISIONED, "eu-west-1", "arm64")
    assert (price.bands[0].usd, price.as_of, price.source) == (
        Decimal("0.0000037168"),
        "2026-10-01",
        "AWS Price List API",
    )


def test_tiers_are_read_and_what_is_equal_is_not_called_changed(settings, capsys):
    assert refreshed(settings) == 0
    assert "compute" not in capsys.readouterr().out.replace("provisioned compute", "")
    bands = book(settings).price(Item.COMPUTE, "eu-west-1", "arm64").bands
    assert [band.up_to for band in bands] == [7_500_000_000, 18_750_000_000, Decimal("Infinity")]
    assert refreshed(settings) == 0
    assert "Nothing changed." in capsys.readouterr().out


def test_other_regions_keep_their_prices(settings):
    before = book(settings).price(Item.COMPUTE, "us-east-1", "x86_64")
    refreshed(settings)
    assert book(settings).price(Item.COMPUTE, "us-east-1", "x86_64") == before


def test_where_it_is_not_allowed_it_says_so_and_changes_nothing(settings, embedded_aws, capsys):
    embedded_aws.faults("deny:pricing:GetProducts")
    assert refreshed(settings) == 1
    assert "eu-west-1: not read." in capsys.readouterr().out
    assert book(settings).price(Item.PROVISIONED, "eu-west-1", "arm64") is None


def test_the_list_comes_in_pages(embedded_aws):
    embedded_aws.faults("pages:2:pricing:GetProducts")
    products = all_pages(
        embedded_aws.client("pricing", "us-east-1"), "get_products", "PriceList", ServiceCode="AWSLambda"
    )
    assert len(products) == len(set(products)) > 2
