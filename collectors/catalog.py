"""Every collector there is."""

from collectors import alarms, changes, functions, limits, mappings, metrics, queue_metrics, queues, tripwire
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
)
