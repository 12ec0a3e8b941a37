"""/api/v1/queues: dead-letter queues by urgency and the others, one of them, and its values over time."""

from dataclasses import dataclass

from webapp.analysis.loss_clock import LossClock, loss_clock
from webapp.analysis.redrive_ways import Way
from webapp.analysis.verdict import Reason, State
from webapp.api.function import RANGE, Series, range_asked, series_of
from webapp.api.operations import Operation
from webapp.pages import queue as queue_page
from webapp.pages import queues as queues_page
from webapp.pages.dead_letters import Tied
from webapp.pages.drawing import drawing_of
from webapp.pages.queue_roles import Tie
from webapp.pages.queues import QueueLine
from webapp.pages.sight import Sight
from webapp.pages.time_range import time_range
from webapp.services import services
from webapp.store import peeks
from webapp.store.loss import PEEK_HOLDS_S, clock_within


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One queue. Counts are approximate, as SQS says; null is not known.

    `redrive_possible` is whether SQS itself can move the messages back; `redrive_ways` are all ways of sending them
    again. `loss_clock` tells when the first will be deleted: bounds from the metrics until somebody has looked at the
    messages.
    """

    account: str
    region: str
    name: str
    arn: str
    state: State
    reasons: tuple[Reason, ...]
    visible: int
    in_flight: int
    delayed: int
    growth_1h: float | None
    oldest_age_s: float | None
    retention_s: int
    redrive_possible: bool | None
    redrive: str
    is_dlq: bool
    redrive_ways: tuple[Way, ...]
    loss_clock: LossClock | None
    ties: tuple[Tie, ...]
    dlq_arn: str
    read_at: int


@dataclass(frozen=True, slots=True)
class Queues:
    """Every queue, dead-letter queues first, the most urgent on top; `looking` says how well they could be read."""

    queues: tuple[QueueRow, ...]
    dead_letters_visible: int
    looking: Sight


def queues() -> Queues:
    """Every queue."""
    here = services()
    with here.store.read() as conn:
        now = here.clock.now()
        page = queues_page.load(conn, here.config, now)
        tied, samples = Tied.now(conn), peeks.samples_since(conn, now - PEEK_HOLDS_S)
        rows = tuple(
            _row(tied, line, loss_clock(line.queue, line.loss, samples.get(line.queue.identity), now))
            for line in (*page.dead_letters, *page.others)
        )
    return Queues(rows, page.waiting, page.looking)


def queue(account: str, region: str, name: str) -> QueueRow:
    """One queue."""
    here = services()
    now = here.clock.now()
    with here.store.read() as conn:
        known = queue_page.known_queue(conn, account, region, name)
        line = queue_page.load(conn, known, time_range({}, now), here.config, now).line
        return _row(Tied.now(conn), line, clock_within(conn, known, line.loss, now))


def queue_series(account: str, region: str, name: str) -> Series:
    """A queue's values over time."""
    here = services()
    now = here.clock.now()
    with here.store.read() as conn:
        known = queue_page.known_queue(conn, account, region, name)
        return series_of(account, region, name, drawing_of(conn, known.identity, range_asked(now), now))


def _row(tied: Tied, line: QueueLine, clock: LossClock | None) -> QueueRow:
    known = line.queue
    return QueueRow(
        is_dlq=line.dead_letters,
        redrive_ways=tied.ways(known).possible if line.dead_letters else (),
        loss_clock=clock if line.dead_letters else None,
        account=known.identity.account,
        region=known.identity.region,
        name=known.identity.name,
        arn=known.arn,
        state=line.state,
        reasons=line.reasons,
        visible=known.visible,
        in_flight=known.in_flight,
        delayed=known.delayed,
        growth_1h=line.growth_1h,
        oldest_age_s=line.oldest_age_s,
        retention_s=known.retention_s,
        redrive_possible=line.redrive.possible,
        redrive=line.redrive.text,
        ties=line.ties,
        dlq_arn=known.dlq_arn,
        read_at=known.read_at,
    )


OPERATIONS = (
    Operation("/queues", "Every queue, the most urgent dead-letter queue first.", queues, Queues),
    Operation("/queues/<account>/<region>/<name>", "One queue.", queue, QueueRow),
    Operation("/queues/<account>/<region>/<name>/series", "A queue's values over time.", queue_series, Series, RANGE),
)
