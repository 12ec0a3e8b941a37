"""The tags of alarms: they tell which template an alarm comes from, and DescribeAlarms does not have them."""

from collections.abc import Iterator

from collectors.aws import Aws
from collectors.records import AlarmTags, Ask, Chunk
from collectors.targets import Target

NAME = "alarm_tags"
EVERY = 900
NEEDS: tuple[str, ...] = ("tag:GetResources",)


def collect(aws: Aws, target: Target, ask: Ask, now: int) -> Iterator[Chunk]:
    """All tagged alarms in one chunk: an alarm that is not in it has no tags."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    pages = aws.pages(
        "resourcegroupstaggingapi", "get_resources", ResourceTypeFilters=["cloudwatch:alarm"], ResourcesPerPage=100
    )
    for page in pages:
        for item in page.get("ResourceTagMappingList", ()):
            pairs = tuple(sorted((tag["Key"], tag["Value"]) for tag in item.get("Tags", ())))
            found[item["ResourceARN"].partition(":alarm:")[2]] = pairs
    yield Chunk((AlarmTags(aws.account(), tuple(sorted(found.items()))),))
