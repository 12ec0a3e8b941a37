"""AWS's own price list of Lambda, as the Price List API tells it; asked when somebody wants to know.

Products are told apart by their attribute `group` (AWS Price List API reference; Lambda's offer file).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from collectors.aws import Aws
from collectors.targets import Target

NEEDS: tuple[str, ...] = ("pricing:GetProducts",)
ENDPOINT_REGION = "us-east-1"
"""The API answers for all regions from a few (AWS Price List API, endpoints)."""

GROUPS = {
    "AWS-Lambda-Requests": ("requests", ""),
    "AWS-Lambda-Requests-ARM": ("requests", "arm64"),
    "AWS-Lambda-Duration": ("compute", "x86_64"),
    "AWS-Lambda-Duration-ARM": ("compute", "arm64"),
    "AWS-Lambda-Provisioned-Concurrency": ("provisioned", "x86_64"),
    "AWS-Lambda-Provisioned-Concurrency-ARM": ("provisioned", "arm64"),
    "AWS-Lambda-Duration-Provisioned": ("provisioned_compute", "x86_64"),
    "AWS-Lambda-Duration-Provisioned-ARM": ("provisioned_compute", "arm64"),
    "AWS-Lambda-Storage-Duration": ("ephemeral", ""),
    "AWS-Lambda-Storage-Duration-ARM": ("ephemeral", "arm64"),
}
"""The groups of the offer that are read: item and architecture of each."""


@dataclass(frozen=True, slots=True)
class ListPrice:
    """One price: bands of (up to this quantity a month, dollars a unit), the day from which it holds."""

    item: str
    region: str
    architecture: str
    bands: tuple[tuple[Decimal, Decimal], ...]
    since: str


def read(target: Target, region: str) -> list[ListPrice]:
    """Lambda's prices in a region with the target's credentials. Raises AwsError."""
    aws = Aws(replace(target, region=ENDPOINT_REGION))
    filters = [{"Type": "TERM_MATCH", "Field": "regionCode", "Value": region}]
    pages = aws.pages("pricing", "get_products", ServiceCode="AWSLambda", Filters=filters)
    products = (json.loads(text) for page in pages for text in page.get("PriceList", ()))
    return [price for product in products for price in _prices(product, region)]


def _prices(product: dict[str, Any], region: str) -> Iterator[ListPrice]:
    attributes = product.get("product", {}).get("attributes", {})
    known = GROUPS.get(attributes.get("group", ""))
    if known is None or attributes.get("regionCode") != region:
        return
    for term in product.get("terms", {}).get("OnDemand", {}).values():
        bands = sorted(_band(dimension) for dimension in term.get("priceDimensions", {}).values())
        if bands:
            yield ListPrice(*(known[0], region, known[1]), tuple(bands), str(term.get("effectiveDate", ""))[:10])


def _band(dimension: dict[str, Any]) -> tuple[Decimal, Decimal]:
    end = dimension.get("endRange", "Inf")
    return Decimal("Infinity" if end == "Inf" else end), Decimal(dimension["pricePerUnit"]["USD"])
