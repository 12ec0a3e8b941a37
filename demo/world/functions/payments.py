"""The payments account, reached by role."""

from functools import partial

from demo.durations import DAY, HOUR, MINUTE
from demo.world.accounts import EU, PAYMENTS
from demo.world.effects import Effect
from demo.world.specs import AliasSpec, FunctionSpec
from demo.world.traffic import Traffic

_pay = partial(FunctionSpec, PAYMENTS, EU, team="payments", service="payments", tier="1")
_PCI = (("compliance", "pci"),)

PAYMENTS_FUNCTIONS = (
    _pay(
        "payment-authorizer",
        "java21",
        "api",
        Traffic(85),
        memory=2048,
        architecture="x86_64",
        shape="java",
        tags=_PCI,
        handler="shop.meadow.pay.Authorizer::handleRequest",
        aliases=(AliasSpec("live", "88"),),
        provisioned=(("live", 10),),
        duration_ms=260,
        spread=0.4,
        init_ms=3600,
        tracing="Active",
        error="java.net.SocketTimeoutException",
        error_rate=0.002,
        effects=(
            Effect(
                -26 * MINUTE,
                -17 * MINUTE,
                every=11 * HOUR,
                error_rate=0.03,
                error="java.net.SocketTimeoutException",
                slow=2.2,
            ),
        ),
    ),
    _pay(
        "payment-capture-worker",
        "python3.13",
        "sqs",
        Traffic(40),
        feed="payment-captures",
        shape="powertools",
        log_format="JSON",
        tags=_PCI,
        duration_ms=340,
        error_rate=0.0,
        effects=(Effect(-2 * DAY - 3 * HOUR, -2 * DAY, poison=0.02, error="AcquirerRejected"),),
    ),
    _pay(
        "refund-worker",
        "python3.13",
        "sqs",
        Traffic(6),
        feed="refunds",
        shape="json",
        tags=_PCI,
        duration_ms=410,
        error_rate=0.0,
    ),
    _pay(
        "fraud-scorer",
        "",
        "api",
        Traffic(80),
        package="Image",
        architecture="x86_64",
        memory=3008,
        shape="json",
        timeout=10,
        duration_ms=190,
        spread=0.35,
        init_ms=5200,
        memory_share=0.78,
        error="FeatureStoreMiss",
        error_rate=0.001,
    ),
    _pay(
        "ledger-writer",
        "python3.13",
        "stream",
        Traffic(30),
        shape="powertools",
        log_format="JSON",
        tags=_PCI,
        duration_ms=95,
    ),
    _pay(
        "psp-webhook-receiver",
        "nodejs22.x",
        "api",
        Traffic(33),
        memory=256,
        shape="node",
        timeout=5,
        duration_ms=60,
        handler="psp.handler",
        error="SignatureMismatch",
        error_rate=0.006,
    ),
    _pay(
        "settlement-report",
        "python3.12",
        "schedule",
        Traffic(every=1440, at=65),
        timeout=900,
        tier="2",
        memory=1024,
        duration_ms=188_000,
        spread=0.15,
        cold_share=1.0,
    ),
    _pay(
        "card-token-cleaner",
        "python3.11",
        "schedule",
        Traffic(),
        tier="3",
        tags=_PCI,
        description="Switched off since the tokens moved",
    ),
)
