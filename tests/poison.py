"""Stores in which every text that AWS can return, and all that people type, is hostile."""

import dataclasses
from typing import Any, TypeVar

from collectors.records import (
    Alarm,
    AlarmAction,
    AlarmTransition,
    Alias,
    Change,
    Function,
    Identity,
    Kind,
    ProvisionedConcurrency,
    Queue,
)
from tests.factories import a_function, a_mapping, a_queue, an_alarm, an_identity
from tests.fleets import PROD, a_denial, a_fleet_row, a_reason, an_outcome, save_looking, save_rows
from tests.hostile import HUGE, STRINGS, STRONGEST
from tests.personas import ADMIN
from tests.stories import a_bad_deploy, save_function
from webapp.analysis.verdict import State, Verdict
from webapp.person import How, Person, Role
from webapp.store import Store, alarms, api_tokens, changes, functions, journal, mappings, queues, transitions, verdicts
from webapp.store.schema import storable

R = TypeVar("R")
KEPT = {"account", "region", "partition", "kind", "state", "event_id"}
"""What AWS itself makes, or what decides on which page a thing is shown."""
BIG = "the-function-of-all-texts"


def poisoned(record: R, text: str) -> R:
    """The record with `text` in every field that holds text, however deep."""
    changed = {
        field.name: _value(getattr(record, field.name), text)
        for field in dataclasses.fields(record)  # type: ignore[arg-type]
        if field.name not in KEPT
    }
    return dataclasses.replace(record, **changed)  # type: ignore[type-var]


def _value(value: Any, text: str) -> Any:
    if isinstance(value, Identity):
        return dataclasses.replace(value, name=storable(text))
    if dataclasses.is_dataclass(value):
        return poisoned(value, text)
    if isinstance(value, tuple):
        return tuple(_value(each, text) for each in value)
    return text if type(value) is str else value


def fill(store: Store, now: int) -> None:
    """One fleet row, function, queue, alarm, mapping, change, failure and journal row a hostile text; one function
    that has all of them."""
    save_rows(store, *(_row(text, number, now) for number, text in enumerate(STRINGS)))
    save_looking(store, now, an_outcome(PROD, "functions", now, failures=_failures()))
    _save_things(store, now)
    _save_the_big_one(store, now)
    _save_what_people_typed(store, now)


def _row(text: str, number: int, now: int) -> Any:
    row = a_fleet_row(f"row-{number}", State.BAD, now, reasons=(a_reason(text=text), a_reason(text=text)))
    identity = dataclasses.replace(row.identity, name=_name(text, number))
    verdict = dataclasses.replace(row.verdict, identity=identity)
    return dataclasses.replace(
        row, identity=identity, verdict=verdict, runtime=storable(text), tags=((storable(text), storable(text)),)
    )


def _name(text: str, number: int) -> str:
    return f"{storable(text)}{number}"


def _failures() -> tuple[Any, ...]:
    return tuple(poisoned(a_denial(subjects=("x",)), storable(text)) for text in STRONGEST)


def _save_things(store: Store, now: int) -> None:
    many = list(enumerate(STRINGS))
    with store.write() as conn:
        functions.save_functions(conn, [a_poisoned_function(text, number) for number, text in many], now)
        queues.save_queues(conn, [a_poisoned_queue(text, number) for number, text in many])
        alarms.save_alarms(conn, [a_poisoned_alarm(text, number) for number, text in many], now)


def a_poisoned_function(text: str, number: int) -> Function:
    function = a_function(
        tags=(("a", "b"),),
        aliases=(Alias("a", "1", (("2", 0.5),)),),
        layers=("a",),
        environment=(("A", "b"),),
        provisioned=(ProvisionedConcurrency("a", 1),),
        runtime="python3.13",
    )
    changed = poisoned(function, storable(text))
    return dataclasses.replace(changed, identity=an_identity(_name(text, number)))


def a_poisoned_queue(text: str, number: int) -> Queue:
    changed = poisoned(a_queue(dlq_arn="x", tags=(("a", "b"),), sources=("x",), visible=3), storable(text))
    return dataclasses.replace(changed, identity=an_identity(_name(text, number), Kind.QUEUE), read_at=1)


def a_poisoned_alarm(text: str, number: int, **fields: Any) -> Alarm:
    alarm = an_alarm(state="ALARM", state_reason="x", description="x", **fields)
    changed = poisoned(alarm, storable(text))
    actions = (AlarmAction("ALARM", text), AlarmAction(text, text))
    return dataclasses.replace(changed, identity=an_identity(_name(text, number), Kind.ALARM), actions=actions)


def _save_the_big_one(store: Store, now: int) -> None:
    everything, texts = storable("\n".join(STRONGEST)), [storable(text) for text in STRINGS]
    function = dataclasses.replace(
        poisoned(a_function(BIG, runtime="x"), everything),
        identity=an_identity(BIG),
        tags=tuple((text, text) for text in texts),
        layers=tuple(texts),
        environment=tuple((text, "60303ae2") for text in texts),
        aliases=tuple(Alias(text, text, ((text, 0.1),)) for text in texts),
        description=HUGE,
        unread=(),
    )
    reasons = [a_reason(text=text, rule="alarm") for text in texts]
    save_function(store, now, function, *reasons)
    own = function.identity
    watching = [a_poisoned_alarm(text, number, watches=(own,)) for number, text in enumerate(texts)]
    watching = [
        dataclasses.replace(each, watches=(own,), identity=an_identity(f"big {each.identity.name}", Kind.ALARM))
        for each in watching
    ]
    with store.write() as conn:
        alarms.save_alarms(conn, watching, now)
        moved = [AlarmTransition(each.identity, now - 60, "OK", "ALARM", each.state_reason) for each in watching]
        transitions.save_transitions(conn, moved)
        done = [
            Change(own, now - 60 * number, text, text, text, text, str(number), who=text)
            for number, text in enumerate(texts)
        ]
        changes.save_changes(conn, done)
        fed = [a_mapping(own, text, uuid=str(number), last_result=text) for number, text in enumerate(texts)]
        mappings.save_mappings(conn, fed, now)


def _save_what_people_typed(store: Store, now: int) -> None:
    with store.write() as conn:
        for number, text in enumerate(STRINGS):
            who = Person(text, Role.VIEWER, How.OIDC, storable(text))
            begun = journal.begin(
                conn, who, storable(text), an_identity(text), {text: text}, now, plan_id=storable(text)
            )
            journal.end(conn, begun, text, {text: text}, now)
            token = api_tokens.ApiToken(0, text, Role.VIEWER, text, now, now + 60)
            api_tokens.add_token(conn, token, f"hash {number}")
        verdict = Verdict(an_identity("x", Kind.QUEUE), State.OK, now, now, ())
        verdicts.save_verdicts(conn, [verdict])


def a_story(store: Store, now: int, text: str) -> None:
    """The pages of one function, its queues and alarms, with one text everywhere."""
    a_bad_deploy(store, now, text=text)
    with store.write() as conn:
        journal.note(conn, ADMIN, text, {text: text}, now)
