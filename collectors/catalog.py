"""Every collector there is."""

from collectors import (
    alarms,
    changes,
    functions,
    limits,
    mappings,
    metrics,
    mute_rules,
    queue_metrics,
    queues,
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
)
