"""Stream consumers: an iterator age that climbs, a shared log group, records that go to a failure queue."""

from functools import partial

from demo.durations import DAY, HOUR, MINUTE
from demo.world.accounts import EU, SHOP
from demo.world.effects import Effect
from demo.world.specs import FunctionSpec
from demo.world.traffic import Traffic

_consumer = partial(FunctionSpec, SHOP, EU, trigger="stream", team="data", service="analytics", tier="2", timeout=60)

DATA = (
    _consumer(
        "clickstream-aggregator",
        "java21",
        traffic=Traffic(44),
        memory=1024,
        architecture="x86_64",
        shape="java",
        handler="shop.meadow.clicks.Aggregator::handleRequest",
        duration_ms=850,
        spread=0.4,
        init_ms=2400,
        error="java.lang.IllegalStateException",
        error_rate=0.0005,
        effects=(
            Effect(-155 * MINUTE, -155 * MINUTE + 22 * HOUR, every=2 * DAY, lag=0.62, slow=2.6),
            Effect(-4 * DAY, -4 * DAY + 70 * MINUTE, lag=0.4, slow=1.8),
        ),
    ),
    _consumer(
        "order-events-projector",
        "python3.13",
        traffic=Traffic(50),
        service="orders-read-model",
        tier="1",
        shape="powertools",
        log_format="JSON",
        on_failure="order-projector-failures",
        duration_ms=110,
        error_rate=0.0,
        effects=(Effect(-9 * DAY, -9 * DAY + 20 * MINUTE, poison=0.2, error="ProjectionConflict"),),
    ),
    _consumer(
        "audit-log-shipper",
        "python3.12",
        traffic=Traffic(12, "flat"),
        log_group="/shared/platform/audit",
        shape="json",
        service="audit",
        duration_ms=190,
    ),
    _consumer(
        "search-index-updater",
        "nodejs22.x",
        traffic=Traffic(27),
        shape="lambda-json",
        log_format="JSON",
        service="search",
        handler="indexer.handler",
        duration_ms=230,
        error="IndexUnavailable",
        error_rate=0.002,
        effects=(
            Effect(
                -2 * HOUR, -2 * HOUR + 6 * MINUTE, every=13 * HOUR, error_rate=0.15, error="IndexUnavailable", lag=0.8
            ),
        ),
    ),
)
