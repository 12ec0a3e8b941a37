"""What a bill is made of in the five words that a person compares: pages and charts cut every sum alike."""

from collections.abc import Mapping

from webapp.analysis.prices import Item

PARTS: Mapping[str, tuple[Item, ...]] = {
    "compute": (Item.COMPUTE, Item.PROVISIONED_COMPUTE),
    "requests": (Item.REQUESTS,),
    "provisioned": (Item.PROVISIONED,),
    "logs": (Item.LOG_INGESTION, Item.LOG_INGESTION_INFREQUENT),
    "others": (Item.EPHEMERAL, Item.SNAP_START_CACHE, Item.SNAP_START_RESTORE),
}
PART_OF: Mapping[Item, str] = {item: name for name, items in PARTS.items() for item in items}
