"""The limits that a judgement holds observations against; the configuration fills them, globally and by pattern.

Defaults come from AWS's own guidance and from what other tools settled on (error rate 1 % / 10 %, duration 80 % / 95 %
of the timeout, throttles 1 % / 10 %, concurrency 80 % / 90 %, iterator age 60 s / 2 h).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Pairs are (warn, bad). Percentages are 0..100.

    Lost events (`async_dropped`, `dead_letter_errors`, `destination_failures`) are counted over an hour, `dlq_growth`
    over 15 minutes. `dlq_age_of_retention_percent`: how much of a dead-letter queue's retention its oldest message has
    used. `backlog_age_s`: how long the oldest message of a source queue waits. Slower since a deploy is the factor and
    at least `slower_since_deploy_ms` more. `minimum_invocations` make a rate worth believing, `minimum_minutes` must
    agree before a state gets worse, `hysteresis_percent` is how far below its limit a value must fall to leave it.
    """

    error_rate_percent: tuple[float, float] = (1.0, 10.0)
    logged_error_rate_percent: tuple[float, float] = (5.0, 25.0)
    throttle_rate_percent: tuple[float, float] = (1.0, 10.0)
    duration_of_timeout_percent: tuple[float, float] = (80.0, 95.0)
    concurrency_percent: tuple[float, float] = (80.0, 90.0)
    spillover_percent: tuple[float, float] = (5.0, 50.0)
    memory_percent: tuple[float, float] = (90.0, 99.0)
    iterator_age_s: tuple[float, float] = (60.0, 7200.0)
    async_age_s: tuple[float, float] = (300.0, 3600.0)
    async_dropped: tuple[float, float] = (1.0, 10.0)
    dead_letter_errors: tuple[float, float] = (1.0, 10.0)
    destination_failures: tuple[float, float] = (1.0, 10.0)
    dlq_depth: tuple[float, float] = (1.0, 100.0)
    dlq_growth: tuple[float, float] = (1.0, 50.0)
    dlq_age_of_retention_percent: tuple[float, float] = (50.0, 90.0)
    backlog_age_s: tuple[float, float] = (300.0, 3600.0)
    worse_since_deploy_factor: float = 3.0
    slower_since_deploy_factor: float = 2.0
    slower_since_deploy_ms: float = 100.0
    slower_cold_start_factor: float = 2.0
    quiet_percent_of_usual: float = 10.0
    minimum_invocations: int = 20
    minimum_minutes: int = 3
    hysteresis_percent: float = 20.0
