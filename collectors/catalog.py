"""Every collector there is."""

from collectors import limits, mappings
from collectors.runner import Collector

CATALOG: tuple[Collector, ...] = (limits, mappings)
