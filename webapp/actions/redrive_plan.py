"""The plan of a redrive: what was read, what was found, what will be done, in sentences, before anybody confirms it."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from collectors.arns import arn_of, identity_of
from collectors.records import Identity, Queue
from webapp.actions import facts, plans
from webapp.actions.asked import Asked
from webapp.actions.facts import Found
from webapp.actions.plans import LASTS_S, Acting, PlanRefused
from webapp.analysis.bodies import opened
from webapp.analysis.dead_letters import group_of
from webapp.analysis.masking import masked
from webapp.analysis.redrive_safety import Consumer, Scene, checks, refusals, warnings
from webapp.analysis.redrive_ways import Way, Ways
from webapp.analysis.verdict import State
from webapp.analysis.wording import clip, count, name_of
from webapp.pages.dead_letters import Tied
from webapp.person import Person
from webapp.store import Connection, redrives
from webapp.store.functions import function_of
from webapp.store.loss import clock_of, newest_arrival
from webapp.store.peeks import Peek, peek_of
from webapp.store.plans import Plan, new_plan_id, save_plan
from webapp.store.verdicts import verdict_of

KIND = "redrive"


def make(acting: Acting, person: Person, identity: Identity, asked: Asked) -> Plan:
    """Read AWS, look at everything, and keep the plan. Raises AwsError and NoWay where it cannot be read."""
    found = facts.look(acting, identity, asked)
    now = acting.clock.now()
    queue = replace(found.queue, read_at=now)
    with acting.store.read() as conn:
        scene = _scene(conn, asked, replace(found, queue=queue), now)
        peek = peek_of(conn, identity, now)
    asked = replace(asked, causes=_found_causes(peek), edits=_changed(asked.edits, peek))
    looked = checks(scene)
    plan = Plan(
        id=new_plan_id(),
        kind=KIND,
        person=person,
        identity=identity,
        asked=asked.plain(),
        facts=found.plain(),
        steps=tuple(_steps(asked, found, scene.messages)),
        warnings=warnings(looked),
        refusals=refusals(looked),
        created_at=now,
        expires_at=now + LASTS_S,
        shown={
            "messages": scene.messages,
            "checks": [asdict(check) for check in looked],
            "eta_s": scene.eta_s,
            "consumers": {arn_of(each): _state(acting, each) for each in _functions(found, asked)},
            "unread": [f"{failure.action}: {failure.told}" for failure in found.failures],
            "differences": differences(asked.edits, peek),
            "journaled": asked.plain() | {"edits": differences(asked.edits, peek), "causes": len(asked.causes)},
        },
    )
    with acting.store.write() as conn:
        save_plan(conn, plan)
    return plan


def confirm(conn: Connection, plan: Plan, digest: str, person: Person, now: int, key: str | None = None) -> int:
    """Turn the plan into a redrive and return its id. Raises PlanRefused."""
    job = plans.confirm(conn, plan.id, digest, person, now, key)
    there = redrives.redrive_of_plan(conn, plan.id)
    if there:
        return there.id
    ids = plan.asked["wanted"]["ids"]
    made = redrives.begin_redrive(conn, plan, job, len(ids) or None, now)
    if made is None:
        raise PlanRefused("Another redrive is under way on this queue: wait for it, or cancel it.")
    return made


def _changed(edits: Mapping[str, str], peek: Peek | None) -> dict[str, str]:
    """The bodies that differ from what was seen: an editor that was only opened changes nothing."""
    before = {letter.id: _plain_lines(letter.body) for letter in (peek.letters if peek else ())}
    return {name: body for name, body in edits.items() if _plain_lines(body) != before.get(name)}


def _plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def differences(edits: Mapping[str, str], peek: Peek | None) -> dict[str, list[str]]:
    """What an edit changes, line by line, with secrets masked."""
    before = {letter.id: letter.body for letter in (peek.letters if peek else ())}
    return {name: _difference(before.get(name, ""), body) for name, body in edits.items()}


def _found_causes(peek: Peek | None) -> dict[str, str]:
    return {letter.id: letter.found_cause for letter in (peek.letters if peek else ()) if letter.found_cause}


def _difference(before: str, after: str) -> list[str]:
    old, new = (masked(opened(text).text).splitlines() for text in (before, after))
    return [line.rstrip("\n") for line in difflib.unified_diff(old, new, "before", "after", lineterm="", n=2)]


def _scene(conn: Connection, asked: Asked, found: Found, now: int) -> Scene:
    queue = found.queue
    tied = Tied.now(conn)
    other = redrives.open_redrive(conn, queue.identity)
    number = len(asked.wanted.ids) or queue.visible
    return Scene(
        way=asked.way,
        ways=_ways(asked, tied.ways(queue)),
        queue=queue,
        messages=number,
        rate=asked.rate,
        now=now,
        destination=_slowest(found.destinations),
        consumers=tuple(_consumer(conn, found, each) for each in _functions(found, asked)),
        consumers_known=found.mappings is not None,
        clock=clock_of(conn, queue, tied.tie(queue).role.source_retention_s, now),
        newest_died_at=newest_arrival(conn, queue.identity, now),
        bounced_before=redrives.times_bounced(conn, queue.identity),
        other=f"Redrive {other.id}" if other else found.move or "",
    )


def _ways(asked: Asked, ways: Ways) -> Ways:
    """A destination of one's own opens the selective way to any queue that holds messages; discarding needs none."""
    opened_by_choice = {Way.DISCARD} | ({Way.SELECTIVE} if asked.destination else set())
    refused = {way: why for way, why in ways.refused.items() if way not in opened_by_choice}
    return Ways(ways.possible, refused)


def _slowest(destinations: Iterable[Queue]) -> Queue | None:
    return min(destinations, key=lambda queue: queue.max_receive_count or 0, default=None)


def _functions(found: Found, asked: Asked) -> list[Identity]:
    if asked.way is Way.DISCARD:
        return []
    arns = [*(found.mappings or ()), *(found.reserved or ())]
    return list(dict.fromkeys(each for arn in arns if (each := identity_of(arn))))


def _state(acting: Acting, function: Identity) -> str:
    with acting.store.read() as conn:
        verdict = verdict_of(conn, function)
    return verdict.state.value if verdict else State.UNKNOWN.value


def _consumer(conn: Connection, found: Found, function: Identity) -> Consumer:
    verdict, known = verdict_of(conn, function), function_of(conn, function)
    return Consumer(
        name=function.name,
        state=verdict.state if verdict else State.UNKNOWN,
        why=verdict.reasons[0].text if verdict and verdict.reasons else "not judged yet" if not verdict else "",
        mapping_state=_by_name(found.mappings).get(function.name),
        reserved_concurrency=_by_name(found.reserved).get(function.name),
        deployed_at=known.last_modified if known else None,
    )


def _by_name(told: Mapping[str, Any] | None) -> dict[str, Any]:
    """What is told of function ARNs, by the functions' names: a qualifier makes no difference."""
    return {at.name: value for arn, value in (told or {}).items() if (at := identity_of(arn))}


def _steps(asked: Asked, found: Found, messages: int) -> Iterable[str]:
    many = count(messages, "message")
    which = many if asked.wanted.ids else f"all messages (about {many} now)"
    if not asked.wanted.everything and not asked.wanted.ids:
        which = f"the messages that match, of about {many}"
    to = " or ".join(name_of(each.arn) for each in found.destinations) or clip(asked.function) or "nowhere known"
    rate = f" at {asked.rate:g} a second" if asked.rate else " as fast as AWS takes them"
    if asked.canary and asked.way is not Way.DISCARD and (asked.way is Way.MOVE or asked.canary < messages):
        then = "then let SQS move all the others at once" if asked.way is Way.MOVE else "then go on in growing steps"
        yield (
            f"Send {count(asked.canary, 'message')} first, wait until they are worked off, and stop if more than"
            f" {asked.stop_percent:g} % come back; {then}."
        )
    yield {
        Way.MOVE: f"Let SQS move {which} to {to}{rate}. It moves whatever is there by then; what it moved stays moved.",
        Way.SELECTIVE: f"Send {which} to {to}{rate}, and delete each here once it was taken there.",
        Way.REPLAY: f"Invoke {to} asynchronously with {which}{rate}, and delete each here once Lambda took it.",
        Way.DISCARD: f"Delete {which} for good. The file that you save first is then the only copy.",
    }[asked.way]
    if asked.wanted.cause and asked.wanted.cause in map(group_of, asked.causes.values()):
        yield "The logs were asked about the messages that were looked at: of others this cause is not known."
    if asked.edits:
        sent = "is" if len(asked.edits) == 1 else "are"
        yield f"{count(len(asked.edits), 'message')} {sent} sent with the body that was edited."
    if asked.way in (Way.SELECTIVE, Way.REPLAY):
        yield "Every message is sent at least once: one whose answer was lost may be sent twice, and is reported."
    if asked.way is not Way.DISCARD:
        yield "Watch what comes back, and tell."
