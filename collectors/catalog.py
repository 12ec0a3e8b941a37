"""Every collector there is."""

from collectors import limits, mappings, metrics, queue_metrics, tripwire
from collectors.runner import Collector

CATALOG: tuple[Collector, ...] = (limits, mappings, metrics, queue_metrics, tripwire)
