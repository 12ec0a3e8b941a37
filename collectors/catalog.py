"""Every collector there is."""

from collectors import (
    alarm_tags,
    alarms,
    changes,
    cost_explorer,
    functions,
    limits,
    log_errors,
    log_groups,
    log_ingestion,
    mappings,
    metrics,
    mute_rules,
    queue_metrics,
    queues,
    reports,
    topics,
    tripwire,
)
from collectors.runner import Collector

CATALOG: tuple[Collector, ...] = (
    functions,
    mappings,
    limits,
    alarms,
    queues,
    metrics,
    queue_metrics,
    tripwire,
    changes,
    topics,
    mute_rules,
    alarm_tags,
    log_groups,
    log_ingestion,
    reports,
    log_errors,
)

BILL: Collector = cost_explorer
"""Asked where the configuration wants it: every other collector is for all."""
