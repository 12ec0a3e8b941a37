"""The shop in us-east-1, where one function's surge takes the concurrency of all the others."""

from functools import partial

from demo.durations import DAY, HOUR, MINUTE
from demo.world.accounts import SHOP, US
from demo.world.effects import Effect
from demo.world.specs import AliasSpec, FunctionSpec
from demo.world.traffic import Traffic

_us = partial(FunctionSpec, SHOP, US, team="us-shop", service="us-shop", tier="1")
_SURGE, _SURGE_LENGTH, _SURGE_EVERY = -24 * MINUTE, 75 * MINUTE, 7 * HOUR


def _during_surge(**fields: float) -> Effect:
    return Effect(_SURGE, _SURGE + _SURGE_LENGTH, every=_SURGE_EVERY, **fields)  # type: ignore[arg-type]


AMERICA = (
    _us(
        "us-catalog-import",
        "python3.13",
        "async",
        Traffic(24, "flat"),
        team="data",
        service="catalog",
        tier="3",
        memory=1024,
        timeout=300,
        duration_ms=9500,
        spread=0.35,
        init_ms=700,
        description="Started by S3; takes all that it can get",
        effects=(_during_surge(traffic=21.0),),
    ),
    _us(
        "us-storefront-api",
        "nodejs22.x",
        "api",
        Traffic(210),
        memory=512,
        timeout=10,
        shape="lambda-json",
        log_format="JSON",
        handler="storefront.handler",
        duration_ms=120,
        init_ms=430,
        error="TypeError",
        error_rate=0.0008,
        effects=(_during_surge(throttle_rate=0.18),),
    ),
    _us(
        "us-tax-quote-api",
        "dotnet8",
        "api",
        Traffic(34),
        memory=512,
        shape="json",
        architecture="x86_64",
        handler="Meadow.Tax::Meadow.Tax.Handler::Quote",
        snap_start=True,
        aliases=(AliasSpec("live", "14"),),
        duration_ms=90,
        init_ms=780,
        error="TaxTableMissing",
        error_rate=0.001,
        effects=(_during_surge(throttle_rate=0.11),),
    ),
    _us(
        "us-order-router",
        "python3.13",
        "sqs",
        Traffic(19),
        feed="us-orders",
        shape="json",
        duration_ms=170,
        error_rate=0.0,
        effects=(Effect(-4 * DAY, -4 * DAY + 2 * HOUR, poison=0.3, error="RegionUnknown"),),
    ),
    _us(
        "us-returns-worker",
        "python3.13",
        "sqs",
        Traffic(),
        feed="us-orders",
        tier="3",
        description="Not switched on yet",
    ),
    _us(
        "us-edge-redirects",
        "nodejs22.x",
        "schedule",
        Traffic(every=10, at=3),
        shape="node",
        memory=128,
        tier="3",
        handler="redirects.handler",
        duration_ms=1500,
        cold_share=0.4,
    ),
)
