"""Schedules and small tools: one that stopped, one that is idle, one that we may not look at."""

from functools import partial

from demo.durations import DAY, HOUR
from demo.world.accounts import EU, SHOP
from demo.world.effects import Effect
from demo.world.specs import Deploy, FunctionSpec
from demo.world.traffic import Traffic

_job = partial(FunctionSpec, SHOP, EU, trigger="schedule", tier="3", timeout=120, memory=256)

PLATFORM = (
    _job(
        "price-sync",
        "python3.13",
        traffic=Traffic(every=5, at=2),
        team="pricing",
        service="pricing",
        tier="1",
        description="Pulls prices from the ERP every five minutes",
        duration_ms=8200,
        spread=0.25,
        cold_share=0.05,
        effects=(Effect(-3 * HOUR - 4 * 60, traffic=0.0),),
    ),
    _job(
        "nightly-sales-report",
        "python3.12",
        traffic=Traffic(every=1440, at=135),
        team="data",
        service="reporting",
        timeout=900,
        memory=2048,
        duration_ms=412_000,
        spread=0.1,
        cold_share=1.0,
        memory_share=0.7,
    ),
    _job(
        "session-cleanup",
        "nodejs22.x",
        traffic=Traffic(every=15, at=4),
        shape="node",
        duration_ms=900,
        cold_share=0.6,
        handler="cleanup.handler",
    ),
    _job(
        "cache-warmer",
        "nodejs22.x",
        traffic=Traffic(every=1),
        team="storefront",
        shape="lambda-json",
        log_format="JSON",
        system_log_level="WARN",
        handler="warm.handler",
        duration_ms=640,
        cold_share=0.003,
    ),
    _job(
        "exchange-rate-fetcher",
        "python3.13",
        traffic=Traffic(every=60, at=1),
        team="pricing",
        service="pricing",
        duration_ms=1300,
        cold_share=1.0,
        effects=(Effect(-2 * DAY, -2 * DAY + 5 * HOUR, error_rate=1.0, error="RateProviderDown"),),
    ),
    _job("cert-expiry-check", "python3.13", traffic=Traffic(every=1440, at=390), duration_ms=5400, cold_share=1.0),
    _job(
        "feature-flag-exporter",
        "provided.al2023",
        traffic=Traffic(every=1),
        log_group="/shared/platform/tools",
        shape="json",
        duration_ms=48,
        init_ms=65,
        handler="bootstrap",
    ),
    _job(
        "slack-alert-forwarder",
        "nodejs22.x",
        traffic=Traffic(0.4, "flat"),
        trigger="async",
        shape="node",
        timeout=10,
        handler="slack.handler",
        duration_ms=350,
        cold_share=0.7,
        error="RateLimited",
        error_rate=0.01,
    ),
    _job(
        "ops_Nightly-Cleanup_V2",
        "python3.12",
        traffic=Traffic(every=360, at=200),
        duration_ms=22_000,
        cold_share=1.0,
        tags=(("cost-centre", "R&D <script>alert('x')</script>"),),
    ),
    _job(
        "legacy-ftp-import",
        "python3.6",
        traffic=Traffic(),
        architecture="x86_64",
        team="orders",
        service="legacy",
        description="Nobody knows who still needs this; Lambda no longer takes deploys for its runtime",
        deploys=(Deploy(-1_811 * DAY, "root", "$LATEST", 22_418_004),),
    ),
    _job(
        "hr-payroll-export",
        "python3.12",
        traffic=Traffic(every=60, at=30),
        team="people",
        service="payroll",
        denied=True,
        duration_ms=3100,
        cold_share=1.0,
    ),
)
