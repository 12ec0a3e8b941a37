"""The state of one queue: dead letters that wait, grow or will be lost, and backlogs that nobody works off."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from collectors.records import Failure, Points, Queue
from webapp.analysis.case import Case, Look, QueueRole
from webapp.analysis.compose import blind, compose, could_not_look, last_seen
from webapp.analysis.gauges import Gauge, gauge_reason
from webapp.analysis.grading import breach_start, exits, grade
from webapp.analysis.limits import Limits
from webapp.analysis.minutes import Minutes
from webapp.analysis.verdict import Reason, State, Verdict
from webapp.analysis.wording import clip, count, percent, span

AGE = Gauge("backlog_age", "oldest_age_s", "s")
GROWTH_WINDOW_S = 900
EVERY_S = 60
"""Dead letters are counted each minute."""
WORK_EVERY_S = 300
"""A queue that is worked off is read every fifth minute: CloudWatch has its depth in between."""


@dataclass(frozen=True, slots=True)
class QueueCase(Case):
    """One judgement of a queue."""

    queue: Queue
    role: QueueRole

    @property
    def name(self) -> str:
        """The queue's name, safe in a sentence."""
        return clip(self.queue.identity.name, 80)


@dataclass(frozen=True, slots=True)
class Loss:
    """When the oldest message of a queue expires: somewhere in [earliest, latest]."""

    earliest: int
    latest: int


def judge_queue(
    queue: Queue,
    points: Points | None,
    role: QueueRole,
    now: int,
    limits: Limits,
    before: Verdict | None,
    look: Look | None = None,
) -> Verdict:
    """The state of `queue` with its reasons. `points` are one-minute depths of the last hours (QUEUE_METRICS).

    `look` tells how the last reading went, if the caller knows more than that it was at `queue.read_at`.
    """
    look = look or look_at(queue, role)
    case = QueueCase(Minutes(points, now), limits, now, now, before, queue, role)
    found = [*queue_reasons(case), *retention_fault(case)]
    reasons = [last_seen(reason) for reason in found] if blind(look, now) else found
    return compose(
        queue.identity, [*reasons, *could_not_look([look], now, f"The queue {case.name} was")], State.OK, now, before
    )


def look_at(queue: Queue, role: QueueRole, every_s: int = EVERY_S, failure: Failure | None = None) -> Look:
    """How well the queue could be read; `every_s` is how often dead letters are counted."""
    is_dead_letters = role.dead_letters_of or role.of_function
    return Look("queues", queue.read_at, every_s if is_dead_letters else max(every_s, WORK_EVERY_S), failure)


def queue_reasons(case: QueueCase) -> Iterator[Reason]:
    """What is wrong with the queue's content."""
    rules = DEAD_LETTER_RULES if case.role.dead_letters_of or case.role.of_function else BACKLOG_RULES
    for rule in rules:
        yield from rule(case)


def loss(queue: Queue, oldest_age_s: float, source_retention_s: int) -> Loss:
    """When the oldest message will be deleted.

    A standard queue's message expires by its original sending, while the age that a dead-letter queue shows counts
    from its arrival there: it may be older by as much as its source keeps messages. FIFO queues restart the clock.
    (SQS developer guide, dead-letter queues, message retention.)
    """
    latest = int(queue.read_at + queue.retention_s - oldest_age_s)
    return Loss(latest if queue.fifo else max(queue.read_at, latest - source_retention_s), latest)


def retention_fault(case: QueueCase) -> Iterator[Reason]:
    """A standard dead-letter queue must keep messages longer than their source, or they can expire on arrival."""
    source = case.role.source_retention_s
    if source and not case.queue.fifo and case.queue.retention_s <= source:
        text = (
            f"{case.name} keeps messages for {span(case.queue.retention_s)}, no longer than its source"
            f" ({span(source)}): dead letters can expire before anybody sees them."
        )
        yield Reason("retention", State.WARN, text, case.queue.retention_s, source, "s")


def _depth(case: QueueCase) -> Iterator[Reason]:
    visible = case.queue.visible
    state = grade(visible, case.limits.dlq_depth, case.held("dlq_depth"), case.limits) if visible else None
    if state is None:
        return
    limit = case.limits.dlq_depth[state is State.BAD]
    over = [ts for ts, value in case.minutes.values("visible") if value >= exits(limit, case.limits)]
    since = _waiting_since(case, breach_start(case, "dlq_depth", over, 300), limit)
    text = f"{count(visible, 'message')} {'waits' if visible == 1 else 'wait'} in the dead-letter queue {case.name}."
    yield Reason("dlq_depth", state, text, visible, limit, "count", since)


def _waiting_since(case: QueueCase, seen: int, limit: float) -> int | None:
    """When the breach began: with the oldest message where one is enough, or where the minutes reach no further.

    None where nothing was read but the depth of this moment: it may have waited for days.
    """
    ages, first = case.minutes.values("oldest_age_s"), case.minutes.first
    if first is None and seen == case.now:
        return None
    if not ages or (exits(limit, case.limits) > 1 and first is not None and seen > first + 300):
        return seen
    at, age = ages[-1]
    return min(seen, int(at - age))


def _growth(case: QueueCase) -> Iterator[Reason]:
    recent = case.minutes.values("visible", case.now - GROWTH_WINDOW_S)
    if not recent:
        return
    lowest = min(recent, key=lambda value: (value[1], value[0]))
    grown = case.queue.visible - lowest[1]
    state = grade(grown, case.limits.dlq_growth, case.held("dlq_growth"), case.limits) if grown > 0 else None
    if state:
        limit = case.limits.dlq_growth[state is State.BAD]
        text = f"{count(grown, 'message')} arrived in the dead-letter queue {case.name} in the last 15 min."
        yield Reason("dlq_growth", state, text, grown, limit, "count", breach_start(case, "dlq_growth", [lowest[0]], 0))


def _expiry(case: QueueCase) -> Iterator[Reason]:
    ages = case.minutes.values("oldest_age_s")
    if not case.queue.visible or not ages or not case.queue.retention_s:
        return
    oldest = ages[-1][1] + case.queue.read_at - ages[-1][0]
    used = 100 * oldest / case.queue.retention_s
    pair = case.limits.dlq_age_of_retention_percent
    state = grade(used, pair, case.held("message_loss"), case.limits)
    if state:
        when = loss(case.queue, oldest, case.role.source_retention_s)
        left = span(max(0, when.latest - case.now))
        text = (
            f"The oldest message in {case.name} will be deleted in {left} at the latest: it has waited {percent(used)}"
            f" of the {span(case.queue.retention_s)} that the queue keeps messages."
        )
        yield Reason("message_loss", state, text, used, pair[state is State.BAD], "percent")


def _backlog(case: QueueCase) -> Iterator[Reason]:
    def says(observed: float) -> str:
        there = f"{count(case.queue.visible)} waiting, {count(case.queue.in_flight)} in flight"
        return f"The oldest message in {case.name} has waited {span(observed)} ({there})."

    reason = gauge_reason(case, AGE, case.limits.backlog_age_s, says)
    if reason:
        yield reason


DEAD_LETTER_RULES: tuple[Callable[[QueueCase], Iterator[Reason]], ...] = (_depth, _growth, _expiry)
BACKLOG_RULES: tuple[Callable[[QueueCase], Iterator[Reason]], ...] = (_backlog,)
