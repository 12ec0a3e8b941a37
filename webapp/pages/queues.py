"""The queues, dead letters first and by urgency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collectors.durations import HOUR
from collectors.records import Identity, Kind, Points, Queue
from webapp.analysis.queue_health import Loss, loss
from webapp.analysis.verdict import Reason, State, Verdict
from webapp.config import Config
from webapp.pages.place import Place, after_in, cut, text_in
from webapp.pages.queue_roles import Redrive, Tie, is_dead_letter, redrive_of, ties_of
from webapp.pages.sight import QUEUES, Sight, sight_of
from webapp.pages.standing import still_true
from webapp.store import Connection, functions, mappings, points, queues, verdicts

COLUMNS = ("visible", "oldest_age_s")


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One queue. `growth_1h` and `oldest_age_s` are None where the metrics have no value; counts are approximate.

    `loss` is when the oldest message will be deleted: between `earliest` and `latest`, which is the hopeful end.
    """

    queue: Queue
    state: State
    reasons: tuple[Reason, ...]
    dead_letters: bool
    ties: tuple[Tie, ...]
    growth_1h: float | None
    oldest_age_s: float | None
    loss: Loss | None
    redrive: Redrive

    @property
    def urgency(self) -> tuple[int, float, int, str]:
        """Sorts the most urgent first: worst state, soonest loss, most messages."""
        soonest = self.loss.latest if self.loss else float("inf")
        return (self.state.rank, soonest, -self.queue.visible, self.queue.identity.name)


@dataclass(frozen=True, slots=True)
class QueuesPage:
    """Dead-letter queues and the others, the most urgent first: those of which `place` tells how many there are.

    `waiting` dead letters are in `dead_letter_queues` queues, those that are not shown among them.
    """

    dead_letters: tuple[QueueLine, ...]
    others: tuple[QueueLine, ...]
    place: Place
    waiting: int
    dead_letter_queues: int
    looking: Sight


@dataclass(frozen=True, slots=True)
class QueuesQuery:
    """What to show: queues whose names have `text`, `rows` of them after the first `after`; None is all."""

    text: str = ""
    after: int = 0
    rows: int | None = None


EVERY_QUEUE = QueuesQuery()


def query_of(args: Mapping[str, str], rows: int) -> QueuesQuery:
    """The filters of a URL; BadPlace where `after` has no meaning."""
    return QueuesQuery(text_in(args), after_in(args), rows)


def load(conn: Connection, config: Config, now: int, query: QueuesQuery = EVERY_QUEUE) -> QueuesPage:
    """The queues asked for."""
    lines = [each for each in _lines(conn, config, now) if query.text.lower() in each.queue.identity.name.lower()]
    dead, others = [each for each in lines if each.dead_letters], [each for each in lines if not each.dead_letters]
    shown, place = cut((*dead, *others), query.after, query.text, len(lines) if query.rows is None else query.rows)
    return QueuesPage(
        dead_letters=tuple(line for line in shown if line.dead_letters),
        others=tuple(line for line in shown if not line.dead_letters),
        place=place,
        waiting=sum(line.queue.visible for line in dead),
        dead_letter_queues=len(dead),
        looking=sight_of(conn, config, QUEUES, now),
    )


def _lines(conn: Connection, config: Config, now: int) -> list[QueueLine]:
    """Every queue that is there, the most urgent first."""
    known = queues.queues(conn)
    ties = ties_of(functions.functions(conn), mappings.mappings(conn), known)
    judged = verdicts.verdicts(conn, kind=Kind.QUEUE)
    recent = points.all_series(conn, Kind.QUEUE, now - HOUR - 300, now, columns=COLUMNS)
    retentions = {queue.arn: queue.retention_s for queue in known}

    def line(queue: Queue) -> QueueLine:
        verdict = still_true(judged.get(queue.identity), config, now)
        return line_of(queue, ties.get(queue.arn, ()), verdict, recent, retentions)

    return sorted(map(line, known), key=lambda line: line.urgency)


def line_of(
    queue: Queue,
    ties: tuple[Tie, ...],
    verdict: Verdict | None,
    recent: Mapping[Identity, Points],
    retentions: Mapping[str, int],
) -> QueueLine:
    """One queue's line from what is known of it; `recent` are its points of the last hour."""
    depths, ages = _columns(recent.get(queue.identity))
    age = ages[-1][1] + queue.read_at - ages[-1][0] if ages else None
    source_retention = max((retentions.get(arn, 0) for arn in queue.sources or ()), default=0)
    return QueueLine(
        queue=queue,
        state=verdict.state if verdict else State.UNKNOWN,
        reasons=verdict.reasons if verdict else (),
        dead_letters=is_dead_letter(ties, queue),
        ties=ties,
        growth_1h=queue.visible - depths[0][1] if depths and depths[0][0] <= queue.read_at - HOUR + 900 else None,
        oldest_age_s=age if queue.visible else None,
        loss=loss(queue, age, source_retention) if queue.visible and age is not None else None,
        redrive=redrive_of(ties, queue),
    )


def _columns(points: Points | None) -> list[list[tuple[int, float]]]:
    """The values of COLUMNS, each with its time, oldest first, without the gaps."""
    rows: Sequence[tuple[int, tuple[float | None, ...]]] = sorted(points.rows) if points else ()
    return [[(at, v) for at, row in rows if (v := row[i]) is not None] for i in range(len(COLUMNS))]
