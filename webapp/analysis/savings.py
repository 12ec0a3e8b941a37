"""What would cost less: each idea with what it would save a month, how sure that is, and what could go wrong.

Ideas overlap (a cheaper architecture also makes errors cheaper), so they are ranked and never added up.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from math import ceil

from collectors.records import Function, Identity
from webapp.analysis.bill import NOTHING, Cost
from webapp.analysis.prices import Item, PriceBook
from webapp.analysis.usage import Usage

WORTH_SAYING_USD = Decimal("0.01")
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
KEEP_DAYS = 30


class Confidence(StrEnum):
    """How sure the sum is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Runs:
    """What the reports of a month tell of a function: how many there are, and what was in them."""

    reports: int = 0
    max_memory_mb: int | None = None
    cold_starts: int = 0
    init_ms: int = 0
    timeouts: int = 0
    timeout_ms: int = 0


@dataclass(frozen=True, slots=True)
class Spending:
    """One function at its present pace: what it uses and costs in a month, and what else is known of it.

    `concurrency_max` is the most instances at once; `retention_days` is None where logs are kept for ever, and
    `stored_bytes` None where nobody looked or others write there, too; `log_age_days` is the age of its log group;
    `feeds_itself` names a queue by which its failures come back to it; `tries` is how often an event that fails is
    tried in all, None where nothing tries it again or nobody knows.
    """

    function: Function
    usage: Usage
    cost: Cost
    runs: Runs = Runs()
    concurrency_max: int | None = None
    stored_bytes: int | None = None
    retention_days: int | None = None
    log_age_days: int | None = None
    feeds_itself: str = ""
    tries: int | None = None

    @property
    def execution_usd(self) -> Decimal:
        """Requests and compute."""
        return self.usd_of(Item.REQUESTS, Item.COMPUTE, Item.PROVISIONED_COMPUTE)

    def usd_of(self, *items: Item) -> Decimal:
        """What these items cost together."""
        return sum((self.cost.parts.get(item, NOTHING) for item in items), NOTHING)

    def usd_of_ms(self, ms: int) -> Decimal:
        """What this much of its duration costs."""
        compute = self.usd_of(Item.COMPUTE, Item.PROVISIONED_COMPUTE)
        return compute * ms / self.usage.duration_ms if self.usage.duration_ms else NOTHING


@dataclass(frozen=True, slots=True)
class Saving:
    """One idea: `usd_a_month` at the present pace."""

    identity: Identity
    kind: str
    title: str
    text: str
    risk: str
    confidence: Confidence
    usd_a_month: Decimal


def savings(spendings: Iterable[Spending], book: PriceBook, paid: Mapping[str, Decimal]) -> list[Saving]:
    """Every idea that is worth saying, the greatest first; none saves more than its account pays (`paid`)."""
    found = (saving for spending in spendings for idea in IDEAS for saving in idea(spending, book))
    capped = (_capped(saving, paid.get(saving.identity.account, NOTHING)) for saving in found)
    worth = [saving for saving in capped if saving.usd_a_month >= WORTH_SAYING_USD]
    return sorted(worth, key=lambda saving: (-saving.usd_a_month, saving.identity, saving.kind))


def _capped(saving: Saving, most: Decimal) -> Saving:
    return replace(saving, usd_a_month=min(saving.usd_a_month, most))


def _memory(it: Spending, book: PriceBook) -> Iterator[Saving]:
    function, used = it.function, it.runs.max_memory_mb
    if used is None or it.runs.reports < MEMORY_RUNS:
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
        it.usd_of(Item.COMPUTE, Item.PROVISIONED_COMPUTE, Item.PROVISIONED, Item.SNAP_START_CACHE) * share,
    )


def _arm(it: Spending, book: PriceBook) -> Iterator[Saving]:
    function = it.function
    image = function.package_type == "Image"
    if function.architecture != "x86_64" or not (image or (function.runtime or "").startswith(ARM_RUNTIMES)):
        return
    items = (Item.COMPUTE, Item.PROVISIONED, Item.PROVISIONED_COMPUTE)
    usd = sum((_usd_on_arm(it, item, book) for item in items), NOTHING)
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


def _usd_on_arm(it: Spending, item: Item, book: PriceBook) -> Decimal:
    """What an item would cost less on arm64, at the prices of the first tier; nothing where a price is not known."""
    region = it.function.identity.region
    x86, arm = book.price(item, region, "x86_64"), book.price(item, region, "arm64")
    if x86 is None or arm is None:
        return NOTHING
    return it.cost.parts.get(item, NOTHING) * (1 - arm.bands[0].usd / x86.bands[0].usd)


def _errors(it: Spending, book: PriceBook) -> Iterator[Saving]:
    usage = it.usage
    if not usage.errors or not usage.requests:
        return
    share = min(Decimal(1), Decimal(usage.errors) / usage.requests)
    why = f" Its failures come back to it through {it.feeds_itself}." if it.feeds_itself else ""
    yield Saving(
        it.function.identity,
        "dlq_loop" if it.feeds_itself else "errors",
        "Failures that go round in a loop" if it.feeds_itself else "Invocations that fail",
        f"{100 * share:.2g} % of its invocations fail, retries among them, and are paid like the others.{why}",
        "None: this is money for nothing. The sum takes failures to last as long as the others.",
        Confidence.MEDIUM,
        it.execution_usd * share,
    )


def _retries(it: Spending, book: PriceBook) -> Iterator[Saving]:
    usage, tries = it.usage, it.tries
    if not usage.errors or not usage.requests or not tries or tries < 2:
        return
    again = min(usage.errors, usage.requests) * (tries - 1) // tries
    yield Saving(
        it.function.identity,
        "retries",
        f"One try instead of {tries} of what fails",
        f"An event that fails is tried {tries} times: up to {again:,} invocations a month repeat a failure.",
        "What would pass at the second try is lost or dead-lettered: keep retries for what is transient, and reject in "
        "the handler what never can pass.",
        Confidence.LOW,
        it.execution_usd * again / usage.requests,
    )


def _timeouts(it: Spending, book: PriceBook) -> Iterator[Saving]:
    runs, usage = it.runs, it.usage
    others = usage.requests - runs.timeouts
    if not runs.timeouts or others <= 0:
        return
    usual_ms = max(0, usage.duration_ms - runs.timeout_ms) // others
    shorter_s = max(3, -(-usual_ms * 3 // 1000))
    if shorter_s >= it.function.timeout_s:
        return
    saved_ms = runs.timeout_ms - runs.timeouts * shorter_s * 1000
    yield Saving(
        it.function.identity,
        "timeout",
        f"A timeout of {shorter_s} s instead of {it.function.timeout_s} s",
        f"{runs.timeouts:,} invocations a month wait for the whole timeout and fail; the others take {usual_ms} ms.",
        "Slow invocations that would have succeeded are cut off; a timeout in the client inside is better still.",
        Confidence.MEDIUM,
        it.usd_of_ms(max(0, saved_ms)),
    )


def _cold_starts(it: Spending, book: PriceBook) -> Iterator[Saving]:
    runs = it.runs
    if not runs.init_ms:
        return
    yield Saving(
        it.function.identity,
        "cold_starts",
        "Time that cold starts take",
        f"{runs.cold_starts:,} cold starts a month of {runs.init_ms // max(1, runs.cold_starts)} ms each are charged.",
        "A smaller package, fewer imports or SnapStart shorten them; provisioned concurrency costs more than it saves.",
        Confidence.LOW,
        it.usd_of_ms(runs.init_ms),
    )


def _idle_provisioned(it: Spending, book: PriceBook) -> Iterator[Saving]:
    configured = sum(each.requested for each in it.function.provisioned or ())
    if not configured or it.concurrency_max is None:
        return
    enough = ceil(it.concurrency_max * PROVISIONED_MARGIN)
    if enough >= configured:
        return
    yield Saving(
        it.function.identity,
        "provisioned",
        f"{enough} provisioned instances instead of {configured}",
        f"At most {it.concurrency_max} ran at once in the last week; the others wait and are paid.",
        "A peak above the last week's would start cold or throttle; schedule it instead where peaks are known.",
        Confidence.HIGH,
        it.cost.parts.get(Item.PROVISIONED, NOTHING) * (1 - Decimal(enough) / configured),
    )


def _log_volume(it: Spending, book: PriceBook) -> Iterator[Saving]:
    usd = it.usd_of(Item.LOG_INGESTION, Item.LOG_INGESTION_INFREQUENT)
    if usd <= it.cost.usd - usd:
        return
    per_run = (it.usage.log_bytes + it.usage.infrequent_log_bytes) // max(1, it.usage.requests)
    yield Saving(
        it.function.identity,
        "log_volume",
        "Half of what it logs",
        f"Writing logs costs more than running it: {per_run:,} bytes an invocation.",
        "What is not logged cannot be read when it breaks: raise the level to INFO, sample the rest.",
        Confidence.MEDIUM,
        usd / 2,
    )


def _log_retention(it: Spending, book: PriceBook) -> Iterator[Saving]:
    price = book.price(Item.LOG_STORAGE, it.function.identity.region)
    reach = min(it.log_age_days or 0, it.retention_days or it.log_age_days or 0)
    if it.stored_bytes is None or price is None or reach <= KEEP_DAYS:
        return
    older = Decimal(it.stored_bytes) * (reach - KEEP_DAYS) / reach
    kept_for = f"{it.retention_days} days" if it.retention_days else "ever"
    yield Saving(
        it.function.identity,
        "log_retention",
        f"Logs kept for {KEEP_DAYS} days",
        f"{it.stored_bytes / 1024**3:,.1f} GB of logs are kept for {kept_for}. "
        "The sum takes each day to have written as much.",
        "Older logs are deleted for good: export what an audit may ask for.",
        Confidence.MEDIUM,
        price.charge(older / 1024**3) or NOTHING,
    )


IDEAS: tuple[Callable[[Spending, PriceBook], Iterator[Saving]], ...] = (
    _memory,
    _arm,
    _errors,
    _retries,
    _timeouts,
    _cold_starts,
    _idle_provisioned,
    _log_volume,
    _log_retention,
)
