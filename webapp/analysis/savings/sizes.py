"""What is configured larger than it is used: memory, architecture, provisioned concurrency."""

from collections.abc import Iterator
from decimal import Decimal
from math import ceil

from webapp.analysis.bill import NOTHING
from webapp.analysis.prices import Item, PriceBook
from webapp.analysis.savings.spending import Confidence, Saving, Spending

MEMORY_MARGIN = Decimal("1.3")
"""Memory is never advised below this multiple of the most that was used."""
MEMORY_STEP_MB = 64
LEAST_MEMORY_MB = 128
MEMORY_RUNS = 1_000
"""Fewer reported invocations than this say too little about the most memory that is used."""
PROVISIONED_MARGIN = Decimal("1.2")
FULL_CORE_MB = 1769
"""With this much memory a function has one whole vCPU (Lambda developer guide)."""
ARM_RUNTIMES = ("python", "nodejs", "java", "dotnet", "ruby", "provided.al2")


def memory(spending: Spending, book: PriceBook) -> Iterator[Saving]:
    """Less memory, where the most that was ever used leaves room."""
    function, used = spending.function, spending.runs.max_memory_mb
    if used is None or spending.runs.reports < MEMORY_RUNS:
        return
    enough = max(LEAST_MEMORY_MB, ceil(used * MEMORY_MARGIN / MEMORY_STEP_MB) * MEMORY_STEP_MB)
    if enough >= function.memory_mb:
        return
    share = 1 - Decimal(enough) / function.memory_mb
    cpu_stays = enough >= FULL_CORE_MB
    yield Saving(
        function.identity,
        "memory",
        f"{function.memory_mb} MB to {enough} MB of memory",
        f"It never used more than {used} MB. The sum holds only if it stays as fast.",
        "CPU shrinks with memory: where it computes rather than waits, it gets slower, up to no saving at all."
        + ("" if cpu_stays else f" Below {FULL_CORE_MB} MB it has less than one core."),
        Confidence.MEDIUM if cpu_stays else Confidence.LOW,
        spending.usd_of(Item.COMPUTE, Item.PROVISIONED_COMPUTE, Item.PROVISIONED, Item.SNAP_START_CACHE) * share,
    )


def arm(spending: Spending, book: PriceBook) -> Iterator[Saving]:
    """arm64 where the runtime has it."""
    function = spending.function
    image = function.package_type == "Image"
    if function.architecture != "x86_64" or not (image or (function.runtime or "").startswith(ARM_RUNTIMES)):
        return
    items = (Item.COMPUTE, Item.PROVISIONED, Item.PROVISIONED_COMPUTE)
    usd = sum((_usd_on_arm(spending, item, book) for item in items), NOTHING)
    bound = image or function.layers or (function.runtime or "").startswith("provided")
    yield Saving(
        function.identity,
        "arm64",
        "arm64 instead of x86_64",
        "The same duration costs a fifth less on arm64.",
        "Native libraries, layers and images must be built for arm64; measure the duration with an alias first.",
        Confidence.LOW if bound else Confidence.MEDIUM,
        usd,
    )


def _usd_on_arm(spending: Spending, item: Item, book: PriceBook) -> Decimal:
    """What an item would cost less on arm64, at the prices of the first tier; nothing where a price is not known."""
    region = spending.function.identity.region
    x86, arm = book.price(item, region, "x86_64"), book.price(item, region, "arm64")
    if x86 is None or arm is None:
        return NOTHING
    return spending.cost.parts.get(item, NOTHING) * (1 - arm.bands[0].usd / x86.bands[0].usd)


def idle_provisioned(spending: Spending, book: PriceBook) -> Iterator[Saving]:
    """Fewer provisioned instances, where a week's peak did not need them."""
    configured = sum(each.requested for each in spending.function.provisioned or ())
    if not configured or spending.concurrency_max is None:
        return
    enough = ceil(spending.concurrency_max * PROVISIONED_MARGIN)
    if enough >= configured:
        return
    yield Saving(
        spending.function.identity,
        "provisioned",
        f"{enough} provisioned instances instead of {configured}",
        f"At most {spending.concurrency_max} ran at once in the last week; the others wait and are paid.",
        "A peak above the last week's would start cold or throttle; schedule it instead where peaks are known.",
        Confidence.HIGH,
        spending.cost.parts.get(Item.PROVISIONED, NOTHING) * (1 - Decimal(enough) / configured),
    )
