"""/api/v1/queues/…/causes: asking the consumers' logs why the messages that somebody looked at died."""

from dataclasses import asdict, dataclass
from functools import partial

from flask import abort

from collectors.records import Identity
from webapp.actions import log_causes, log_queries
from webapp.analysis.dead_letters import Cause
from webapp.api.operations import Operation
from webapp.api.redriving import reading_of
from webapp.auth.gate import current_person
from webapp.auth.permits import may_read_text
from webapp.pages import cause_question
from webapp.pages import queue as queue_page
from webapp.pages.cause_question import Asking, LogCauses
from webapp.services import services
from webapp.store import Connection, peeks


@dataclass(frozen=True, slots=True)
class CausesOffer:
    """What would be asked about the newest look: `messages` is 0 where there is nothing to ask. `usd` is an estimate,
    at most; `refusal` says why you may not ask, and is empty where you may.
    """

    messages: int
    groups: tuple[str, ...]
    start: int | None
    end: int | None
    usd: float
    refusal: str


@dataclass(frozen=True, slots=True)
class AskedCauses(Asking):
    """A question and, once it has ended, what the newest look knows: null where you may not read it or it is gone.

    `told` of the `asked` messages were named in the logs.
    """

    causes: tuple[Cause, ...] | None


def causes_offer(account: str, region: str, name: str) -> CausesOffer:
    """What the logs could be asked."""
    with services().store.read() as conn:
        queue = queue_page.known_queue(conn, account, region, name).identity
        offered = causes_asked(conn, queue, "")
    asked = offered.question
    if asked is None:
        return CausesOffer(0, (), None, None, 0.0, "")
    return CausesOffer(len(asked.ids), asked.groups, asked.start, asked.end, asked.usd, offered.refusal)


def ask_causes(account: str, region: str, name: str) -> AskedCauses:
    """Ask; viewers as far as the configuration gives them a budget."""
    return causes_told(account, region, name, begin(account, region, name))


def causes_told(account: str, region: str, name: str, key: int) -> AskedCauses:
    """How far it is, and what came of it."""
    asking = causes_asking(account, region, name, key)
    here = services()
    with here.store.read() as conn:
        queue = queue_page.known_queue(conn, account, region, name).identity
        peek = None if asking.running else peeks.peek_of(conn, queue, here.clock.now())
    causes = peek.causes if peek and reading_of(queue).all else None
    return AskedCauses(**asdict(asking), causes=causes)


def causes_asking(account: str, region: str, name: str, key: int) -> Asking:
    """How far it is."""
    with services().store.read() as conn:
        queue = queue_page.known_queue(conn, account, region, name).identity
        asking = cause_question.asking_of(conn, queue, key)
    if asking is None:
        abort(404, "Nobody has asked this.")
    return asking


def begin(account: str, region: str, name: str) -> int:
    """Queue the job that asks and return its id; 409 where there is nothing to ask, 403 where it is refused."""
    here, person = services(), current_person()
    with here.store.write() as conn:
        queue = queue_page.known_queue(conn, account, region, name).identity
        offered = causes_asked(conn, queue, "")
        if offered.question is None:
            abort(409, "There is nothing to ask: look at the messages again first.")
        if offered.refusal:
            abort(403, offered.refusal)
        return log_causes.ask(conn, queue, offered.question, person.name, here.clock.now())


def causes_asked(conn: Connection, queue: Identity, key: str) -> LogCauses:
    """What the present reader may ask, and the job that they have begun."""
    here, person = services(), current_person()
    now = here.clock.now()
    question = cause_question.question(conn, queue, partial(may_read_text, person), now)
    refusal = log_queries.why_not(conn, here.config, person, question.usd, now) if question else ""
    asking = cause_question.asking_of(conn, queue, int(key) if key.isdigit() and len(key) < 10 else None)
    return LogCauses(question, refusal, asking)


_PATH = "/queues/<account>/<region>/<name>/causes"
OPERATIONS = (
    Operation(_PATH, "What the logs could be asked about a queue's dead letters.", causes_offer, CausesOffer),
    Operation(_PATH, "Ask the logs why dead letters died.", ask_causes, AskedCauses, method="POST"),
    Operation(f"{_PATH}/<int:key>", "How far a question about causes is, and its answer.", causes_told, AskedCauses),
)
