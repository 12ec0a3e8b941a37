"""What is shown of dead letters: when they will be lost, why they died, each of them, and what can be done."""

from dataclasses import dataclass, replace

from collectors.records import Function, Identity, Mapping, Queue
from webapp.analysis.bodies import Layer, opened
from webapp.analysis.dead_letters import Cause, DeadLetter, Wanted, group_of
from webapp.analysis.dead_letters import causes as causes_of
from webapp.analysis.loss_clock import LossClock
from webapp.analysis.masking import masked
from webapp.analysis.queue_roles import Tie, ties
from webapp.analysis.redrive_ways import Way, Ways, ways_of
from webapp.analysis.verdict import State
from webapp.analysis.wording import clip, name_of
from webapp.config import Config
from webapp.pages.standing import standing
from webapp.store import Connection, functions, mappings, queues, redrives
from webapp.store.loss import clock_of
from webapp.store.peeks import peek_of
from webapp.store.redrives import Redrive

LONGEST_BODY = 20_000
PAST = 10


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One message, with secrets masked. `may_edit`: nothing in it had to be masked or left out."""

    id: str
    sent_at: int
    receives: int
    cause: str
    cause_group: str
    layers: tuple[Layer, ...]
    text: str
    is_json: bool
    may_edit: bool
    raw: str
    attributes: tuple[tuple[str, str], ...]
    source: str
    group: str
    redriven_from: tuple[int, str] | None


@dataclass(frozen=True, slots=True)
class Looked:
    """The newest look. `letters` are those that match what was searched for; None where its hour is over, or where
    bodies are withheld."""

    at: int
    seen: int
    of: int
    causes: tuple[Cause, ...]
    letters: tuple[LetterLine, ...] | None
    withheld: bool


@dataclass(frozen=True, slots=True)
class Worker:
    """A function that works on what goes back, and how it does."""

    identity: Identity
    state: State


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """Everything about the messages of one dead-letter queue."""

    ways: tuple[Way, ...]
    refused: dict[Way, str]
    why_none: str
    clock: LossClock | None
    looked: Looked | None
    workers: tuple[Worker, ...]
    open: Redrive | None
    past: tuple[Redrive, ...]
    wanted: Wanted
    receives_push_on: bool
    canary: int
    rate: float
    stop_percent: float


@dataclass(frozen=True, slots=True)
class MayRead:
    """Whether the reader may see what messages say, and what logs say of them."""

    bodies: bool = True
    logs: bool = True

    @property
    def all(self) -> bool:
        """Whether nothing is withheld."""
        return self.bodies and self.logs


EVERYTHING_SEEN = MayRead()


def load(
    conn: Connection, queue: Queue, wanted: Wanted, config: Config, now: int, may_read: MayRead = EVERYTHING_SEEN
) -> DeadLetters:
    """What is known of a queue's dead letters."""
    tied = Tied.now(conn)
    tie, ways = tied.tie(queue), tied.ways(queue)
    usual = config.redrive
    workers = (Worker(each, _state(conn, each, config, now)) for each in sorted(tie.beside))
    return DeadLetters(
        ways=ways.possible,
        refused=ways.refused,
        why_none=ways.why_none,
        clock=clock_of(conn, queue, tie.role.source_retention_s, now),
        looked=_looked(conn, queue, wanted, now, may_read),
        workers=tuple(workers),
        open=redrives.open_redrive(conn, queue.identity),
        past=tuple(redrives.latest_redrives(conn, queue.identity)[:PAST]),
        wanted=wanted,
        receives_push_on=bool(queue.dlq_arn),
        canary=usual.canary,
        rate=usual.rate,
        stop_percent=usual.stop_percent,
    )


@dataclass(frozen=True, slots=True)
class Tied:
    """What ties queues to functions and to each other, read once for as many queues as are asked about; `of_streams`
    and `of_events` are the ARNs to which failed batches of streams and failed events of functions go."""

    functions: tuple[Function, ...]
    mappings: tuple[Mapping, ...]
    by_arn: dict[str, Tie]
    of_streams: frozenset[str]
    of_events: frozenset[str]

    @classmethod
    def now(cls, conn: Connection) -> "Tied":
        """As stored."""
        there, feeding = tuple(functions.functions(conn)), tuple(mappings.mappings(conn))
        of_streams = frozenset(each.on_failure_arn for each in feeding)
        of_events = frozenset(arn for each in there for arn in (each.dead_letter_arn, each.on_failure_arn))
        return cls(there, feeding, ties(there, feeding, queues.queues(conn)), of_streams, of_events)

    def tie(self, queue: Queue) -> Tie:
        """What a queue is for, also of one that is gone."""
        return self.by_arn.get(queue.arn) or ties(self.functions, self.mappings, [queue])[queue.arn]

    def ways(self, queue: Queue) -> Ways:
        """Which ways of sending its messages again a queue allows."""
        streams_only = queue.arn in self.of_streams and queue.arn not in self.of_events and not queue.sources
        return ways_of(queue, self.tie(queue).role, streams_only)


def _state(conn: Connection, function: Identity, config: Config, now: int) -> State:
    verdict = standing(conn, function, config, now)
    return verdict.state if verdict else State.UNKNOWN


def _looked(conn: Connection, queue: Queue, wanted: Wanted, now: int, may_read: MayRead) -> Looked | None:
    peek = peek_of(conn, queue.identity, now)
    if peek is None:
        return None
    letters = peek.letters if may_read.logs else tuple(replace(each, found_cause="") for each in peek.letters)
    lines = tuple(line_of(letter) for letter in letters if wanted.holds(letter, now)) if letters else None
    counted = peek.causes if may_read.logs else causes_of(letters)
    causes = tuple(Cause(masked(cause.text), cause.messages) for cause in counted)
    return Looked(
        at=peek.at,
        seen=len(peek.sample.sent),
        of=peek.sample.of,
        causes=causes if may_read.bodies else (),
        letters=lines if may_read.bodies else None,
        withheld=not may_read.bodies,
    )


def line_of(letter: DeadLetter) -> LetterLine:
    """A message as it is shown."""
    body = opened(letter.body)
    text = masked(body.text)
    whole = len(text) <= LONGEST_BODY
    clean = masked(letter.body) == letter.body and whole
    return LetterLine(
        id=letter.id,
        sent_at=letter.sent_at,
        receives=letter.receives,
        cause=masked(clip(letter.cause, 400)),
        cause_group=group_of(letter.cause),
        layers=tuple(Layer(layer.kind, masked(layer.says)) for layer in body.layers),
        text=text if whole else text[:LONGEST_BODY] + "\n…",
        is_json=body.is_json,
        may_edit=clean,
        raw=letter.body if clean else "",
        attributes=tuple((name, masked(value)) for name, value in letter.attributes),
        source=name_of(letter.source_arn) if letter.source_arn else "",
        group=letter.group,
        redriven_from=letter.redriven_from,
    )
