"""The Price List API: what Lambda costs in the regions of the company, in AWS's own way of writing it down."""

from typing import Any

from orjson import dumps

from demo.server.calls import Call
from demo.server.errors import AwsError
from demo.server.paging import page
from demo.server.state import Answerer, State

PAGE = 100
SINCE = "2026-10-01T00:00:00Z"
LOCATIONS = {"eu-west-1": ("EU (Ireland)", "EU-"), "us-east-1": ("US East (N. Virginia)", "")}
X86 = (("6000000000", "0.0000166667"), ("15000000000", "0.0000150000"), ("Inf", "0.0000133334"))
ARM = (("7500000000", "0.0000133334"), ("18750000000", "0.0000120001"), ("Inf", "0.0000106667"))
Bands = tuple[tuple[str, str], ...]


def _one(usd: str) -> Bands:
    return (("Inf", usd),)


COMMON: dict[str, Bands] = {
    "AWS-Lambda-Requests": _one("0.0000002000"),
    "AWS-Lambda-Duration": X86,
    "AWS-Lambda-Duration-ARM": ARM,
}
REGIONS: dict[str, dict[str, Bands]] = {
    "us-east-1": COMMON
    | {
        "AWS-Lambda-Provisioned-Concurrency": _one("0.0000041667"),
        "AWS-Lambda-Provisioned-Concurrency-ARM": _one("0.0000033334"),
        "AWS-Lambda-Duration-Provisioned": _one("0.0000097222"),
        "AWS-Lambda-Duration-Provisioned-ARM": _one("0.0000077778"),
        "AWS-Lambda-Storage-Duration": _one("0.0000000309"),
        "AWS-Lambda-Edge-Requests": _one("0.0000006000"),
    },
    "eu-west-1": COMMON
    | {
        "AWS-Lambda-Provisioned-Concurrency": _one("0.0000046460"),
        "AWS-Lambda-Provisioned-Concurrency-ARM": _one("0.0000037168"),
        "AWS-Lambda-Duration-Provisioned": _one("0.0000108407"),
        "AWS-Lambda-Duration-Provisioned-ARM": _one("0.0000086726"),
        "AWS-Lambda-Storage-Duration": _one("0.0000000340"),
    },
}


def _get_products(call: Call, state: State) -> dict[str, Any]:
    body = call.body
    if body.get("ServiceCode") != "AWSLambda":
        raise AwsError("NotFoundException", f"No offer of {body.get('ServiceCode')!r} is here.")
    found = [product for region in REGIONS for product in _products(region) if _fits(product, body.get("Filters", []))]
    shown, token = page(found, call, body.get("NextToken"), body.get("MaxResults"), PAGE)
    answer = {"FormatVersion": "aws_v1", "PriceList": [dumps(product).decode() for product in shown]}
    return answer | ({"NextToken": token} if token else {})


def _fits(product: dict[str, Any], filters: list[dict[str, str]]) -> bool:
    attributes = product["product"]["attributes"]
    return all(attributes.get(each["Field"]) == each["Value"] for each in filters)


def _products(region: str) -> list[dict[str, Any]]:
    return [_product(region, group, bands) for group, bands in REGIONS[region].items()]


def _product(region: str, group: str, bands: Bands) -> dict[str, Any]:
    location, prefix = LOCATIONS[region]
    sku = f"{region}-{group}".upper().replace("-", "")[:16]
    attributes = {
        "servicecode": "AWSLambda",
        "servicename": "AWS Lambda",
        "location": location,
        "locationType": "AWS Region",
        "regionCode": region,
        "group": group,
        "usagetype": f"{prefix}{group.removeprefix('AWS-')}",
        "operation": "",
    }
    begins = ("0", *(end for end, _ in bands))
    dimensions: dict[str, Any] = {
        f"{sku}.JRTCKXETXF.{number}": {
            "unit": "Request" if "Requests" in group else "Lambda-GB-Second",
            "beginRange": begin,
            "endRange": end,
            "pricePerUnit": {"USD": usd},
            "description": f"{group} in {location}",
            "appliesTo": [],
            "rateCode": f"{sku}.JRTCKXETXF.{number}",
        }
        for number, (begin, (end, usd)) in enumerate(zip(begins, bands, strict=False))
    }
    term = {"sku": sku, "offerTermCode": "JRTCKXETXF", "effectiveDate": SINCE, "priceDimensions": dimensions}
    return {
        "serviceCode": "AWSLambda",
        "product": {"productFamily": "Serverless", "sku": sku, "attributes": attributes},
        "terms": {"OnDemand": {f"{sku}.JRTCKXETXF": term | {"termAttributes": {}}}},
        "version": "20261001000000",
        "publicationDate": SINCE,
    }


ANSWERS: dict[str, Answerer] = {"AWSPriceListService.GetProducts": _get_products}
