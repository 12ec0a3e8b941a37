"""The company's SQS queues, and the event source mappings that feed its functions."""

from demo.durations import DAY, HOUR
from demo.world.accounts import EU, PAYMENTS, SHOP, US
from demo.world.specs import MappingSpec, QueueSpec

_TWO_WEEKS = 14 * DAY

QUEUES = (
    QueueSpec(SHOP, EU, "order-intake", dead_letter="order-intake-dlq", max_receives=3, visibility=180),
    QueueSpec(SHOP, EU, "order-intake-dlq", retention=_TWO_WEEKS, drained=(-6 * DAY + 4 * HOUR,)),
    QueueSpec(SHOP, EU, "email-outbox", dead_letter="email-outbox-dlq", max_receives=5, visibility=120),
    QueueSpec(SHOP, EU, "email-outbox-dlq", retention=4 * DAY),
    QueueSpec(SHOP, EU, "warehouse-dispatch.fifo", dead_letter="warehouse-dispatch-dlq.fifo", visibility=120),
    QueueSpec(SHOP, EU, "warehouse-dispatch-dlq.fifo", retention=_TWO_WEEKS),
    QueueSpec(SHOP, EU, "stock-reservations", dead_letter="stock-reservations-dlq", visibility=60),
    QueueSpec(SHOP, EU, "stock-reservations-dlq", retention=_TWO_WEEKS, drained=(-2 * DAY,)),
    QueueSpec(SHOP, EU, "review-moderation", dead_letter="review-moderation-dlq", max_receives=4, visibility=60),
    QueueSpec(SHOP, EU, "review-moderation-dlq", retention=_TWO_WEEKS),
    QueueSpec(SHOP, EU, "social-posts", dead_letter="social-posts-again", visibility=60),
    QueueSpec(SHOP, EU, "social-posts-again", retention=_TWO_WEEKS),
    QueueSpec(SHOP, EU, "invoice-requests", visibility=300),
    QueueSpec(SHOP, EU, "media-failed-events", retention=_TWO_WEEKS),
    QueueSpec(SHOP, EU, "webhook-failures", retention=_TWO_WEEKS, drained=(-9 * HOUR,)),
    QueueSpec(SHOP, EU, "order-projector-failures", retention=_TWO_WEEKS),
    QueueSpec(SHOP, US, "us-orders", dead_letter="us-orders-dlq", visibility=120),
    QueueSpec(SHOP, US, "us-orders-dlq", retention=_TWO_WEEKS, drained=(-3 * DAY,)),
    QueueSpec(
        PAYMENTS,
        EU,
        "payment-captures",
        dead_letter="payment-captures-dlq",
        max_receives=5,
        visibility=60,
        kms_key="alias/payments",
    ),
    QueueSpec(PAYMENTS, EU, "payment-captures-dlq", retention=_TWO_WEEKS, kms_key="alias/payments"),
    QueueSpec(PAYMENTS, EU, "refunds", dead_letter="refunds-dlq", visibility=60),
    QueueSpec(PAYMENTS, EU, "refunds-dlq", retention=_TWO_WEEKS),
)


def _sqs(account: str, region: str, queue: str) -> str:
    return f"arn:aws:sqs:{region}:{account}:{queue}"


_CLICKS = f"arn:aws:kinesis:{EU}:{SHOP}:stream/clickstream"
_AUDIT = f"arn:aws:kinesis:{EU}:{SHOP}:stream/audit-trail"
_ORDERS = f"arn:aws:dynamodb:{EU}:{SHOP}:table/orders/stream/2025-03-02T10:14:22.118"
_PRODUCTS = f"arn:aws:dynamodb:{EU}:{SHOP}:table/products/stream/2024-11-19T08:02:51.907"
_LEDGER = f"arn:aws:kinesis:{EU}:{PAYMENTS}:stream/ledger-entries"

MAPPINGS = (
    MappingSpec(
        SHOP,
        EU,
        "order-intake-worker",
        _sqs(SHOP, EU, "order-intake"),
        qualifier="live",
        batch_size=1,
        maximum_concurrency=20,
    ),
    MappingSpec(SHOP, EU, "email-sender", _sqs(SHOP, EU, "email-outbox"), report_item_failures=True),
    MappingSpec(SHOP, EU, "warehouse-dispatch-worker", _sqs(SHOP, EU, "warehouse-dispatch.fifo"), batch_size=1),
    MappingSpec(SHOP, EU, "stock-reservation-worker", _sqs(SHOP, EU, "stock-reservations"), batch_size=1),
    MappingSpec(SHOP, EU, "review-moderation-worker", _sqs(SHOP, EU, "review-moderation"), batch_size=1),
    MappingSpec(SHOP, EU, "social-feed-poster", _sqs(SHOP, EU, "social-posts"), batch_size=1),
    MappingSpec(SHOP, EU, "social-feed-poster", _sqs(SHOP, EU, "social-posts-again"), batch_size=1),
    MappingSpec(SHOP, EU, "invoice-pdf-renderer", _sqs(SHOP, EU, "invoice-requests"), batch_size=1),
    MappingSpec(
        SHOP,
        EU,
        "clickstream-aggregator",
        _CLICKS,
        batch_size=500,
        batching_window=2,
        parallelization=2,
        starting_position="LATEST",
        maximum_retry_attempts=-1,
    ),
    MappingSpec(SHOP, EU, "audit-log-shipper", _AUDIT, batch_size=200, starting_position="TRIM_HORIZON"),
    MappingSpec(
        SHOP,
        EU,
        "order-events-projector",
        _ORDERS,
        batch_size=100,
        starting_position="LATEST",
        maximum_retry_attempts=2,
        on_failure_arn=_sqs(SHOP, EU, "order-projector-failures"),
    ),
    MappingSpec(SHOP, EU, "search-index-updater", _PRODUCTS, batch_size=100, starting_position="LATEST"),
    MappingSpec(SHOP, US, "us-order-router", _sqs(SHOP, US, "us-orders"), batch_size=1),
    MappingSpec(
        SHOP, US, "us-returns-worker", _sqs(SHOP, US, "us-orders"), state="Disabled", last_result="No records processed"
    ),
    MappingSpec(PAYMENTS, EU, "payment-capture-worker", _sqs(PAYMENTS, EU, "payment-captures"), batch_size=1),
    MappingSpec(PAYMENTS, EU, "refund-worker", _sqs(PAYMENTS, EU, "refunds"), batch_size=1),
    MappingSpec(PAYMENTS, EU, "ledger-writer", _LEDGER, batch_size=100, starting_position="TRIM_HORIZON"),
)
