"""The limits that a judgement holds observations against; the configuration fills them, globally and by pattern.

Defaults come from AWS's own guidance and from what other tools settled on (error rate 1 % / 10 %, duration 80 % / 95 %
of the timeout, throttles 1 % / 10 %, concurrency 80 % / 90 %, iterator age 60 s / 2 h).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Pairs are (warn, bad). Percentages are 0..100."""

    error_rate_percent: tuple[float, float] = (1.0, 10.0)
    throttle_rate_percent: tuple[float, float] = (1.0, 10.0)
    duration_of_timeout_percent: tuple[float, float] = (80.0, 95.0)
    concurrency_percent: tuple[float, float] = (80.0, 90.0)
    iterator_age_s: tuple[float, float] = (60.0, 7200.0)
    async_age_s: tuple[float, float] = (300.0, 3600.0)
    async_dropped: tuple[float, float] = (1.0, 10.0)
    dlq_depth: tuple[float, float] = (1.0, 100.0)
    dlq_growth: tuple[float, float] = (1.0, 50.0)
    worse_since_deploy_factor: float = 3.0
    quiet_percent_of_usual: float = 10.0
    minimum_invocations: int = 20
    minimum_minutes: int = 3
    hysteresis_percent: float = 20.0
