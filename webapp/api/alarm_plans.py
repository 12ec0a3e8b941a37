"""Changing alarms over the API: every write is answered with a plan, and done once it is confirmed with its hash."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from flask import abort, request

from collectors.records import Identity, Kind
from webapp.analysis.alarm_writing.differences import Difference
from webapp.api.operations import Operation, Parameter
from webapp.auth.gate import current_person
from webapp.pages import alarm_plan
from webapp.pages.alarm import known_alarm
from webapp.person import Role
from webapp.services import services
from webapp.store import targets
from webapp.store.plans import Plan, plan_of


@dataclass(frozen=True, slots=True)
class NewAlarm:
    """`definition` has the members of PutMetricAlarm or PutCompositeAlarm, AlarmName among them."""

    account: str
    region: str
    definition: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChangedAlarm:
    """`definition` has the members that change; all others stay as they are."""

    account: str
    region: str
    name: str
    definition: dict[str, Any]


@dataclass(frozen=True, slots=True)
class NewMute:
    """An alarm and for how long it is muted, 1 minute to 15 days, and why."""

    account: str
    region: str
    name: str
    minutes: int
    reason: str


@dataclass(frozen=True, slots=True)
class NamedAlarm:
    """An alarm."""

    account: str
    region: str
    name: str


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The plan's `hash`, and what it wants to be typed where it deletes."""

    hash: str
    typed: str = ""


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One alarm: its fields as they are and as they shall be, and what became of it, empty until then."""

    alarm: Identity
    text: str
    differences: tuple[Difference, ...]
    said: str


@dataclass(frozen=True, slots=True)
class AlarmPlan:
    """A plan. `state` is null until it is confirmed, then the job's; `outcome` is empty until the job has ended.

    With refusals it cannot be confirmed; `typed` must be repeated when it is.
    """

    id: str
    hash: str
    title: str
    sentences: tuple[str, ...]
    warnings: tuple[str, ...]
    refusals: tuple[str, ...]
    typed: str
    usd_a_month: float
    expires_at: int
    steps: tuple[PlanStep, ...]
    state: str | None
    outcome: str
    result: Mapping[str, Any] = field(default_factory=dict)


def create_alarm(body: NewAlarm) -> AlarmPlan:
    """A plan to put an alarm."""
    name = body.definition.get("AlarmName")
    if not isinstance(name, str) or not name:
        abort(400, "definition.AlarmName: Name the alarm.")
    alarm = _place(body.account, body.region, name)
    return _shown(_asking().put(current_person(), {alarm: body.definition}, f"Create {name}", new=True))


def change_alarm(body: ChangedAlarm) -> AlarmPlan:
    """A plan to change an alarm."""
    alarm = _known(body.account, body.region, body.name)
    if body.definition.get("AlarmName", body.name) != body.name:
        abort(400, "definition.AlarmName: An alarm cannot be renamed: create another one.")
    return _shown(_asking().change(current_person(), alarm, body.definition))


def delete_alarm() -> AlarmPlan:
    """A plan to delete an alarm."""
    named = (request.args.get(part, "") for part in ("account", "region", "name"))
    return _shown(_asking().delete(current_person(), _known(*named)))


def mute_alarm(body: NewMute) -> AlarmPlan:
    """A plan to mute an alarm."""
    alarm = _known(body.account, body.region, body.name)
    return _shown(_asking().mute(current_person(), alarm, body.minutes * 60, body.reason))


def unmute_alarm(body: NamedAlarm) -> AlarmPlan:
    """A plan to end a mute."""
    return _shown(_asking().unmute(current_person(), _known(body.account, body.region, body.name)))


def confirm_alarm_plan(plan_id: str, body: Confirmation) -> AlarmPlan:
    """Do what a plan says."""
    with services().store.read() as conn:
        kept = plan_of(conn, plan_id)
    if kept and alarm_plan.typed_of(kept) != body.typed:
        abort(409, f"`typed` must be {alarm_plan.typed_of(kept)!r}: nothing was done.")
    _asking().confirmed(current_person(), plan_id, body.hash)
    return plan_of_alarms(plan_id)


def plan_of_alarms(plan_id: str) -> AlarmPlan:
    """A plan, and how far its doing is."""
    here = services()
    with here.store.read() as conn:
        page = alarm_plan.load(conn, plan_id, current_person(), here.clock.now())
    return AlarmPlan(
        id=page.id,
        hash=page.hash,
        title=page.title,
        sentences=page.sentences,
        warnings=page.warnings,
        refusals=page.refusals,
        typed=page.typed,
        usd_a_month=page.usd_a_month,
        expires_at=page.expires_at,
        steps=tuple(PlanStep(each.alarm, each.text, each.differences, each.said) for each in page.steps),
        state=page.state.value if page.state else None,
        outcome=page.outcome,
        result=page.result,
    )


def _shown(made: Plan) -> AlarmPlan:
    return plan_of_alarms(made.id)


def _known(account: str, region: str, name: str) -> Identity:
    with services().store.read() as conn:
        return known_alarm(conn, account, region, name).identity


def _place(account: str, region: str, name: str) -> Identity:
    """A new alarm in an account and region that some target leads to; 404 where none does."""
    with services().store.read() as conn:
        known = targets.accounts(conn).values()
    place = next((each for each in known if (each.account, each.region) == (account, region)), None)
    if place is None:
        abort(404, f"No target looks at account {account} in {region}.")
    return Identity(place.partition, account, region, Kind.ALARM, name)


def _asking() -> ModuleType:
    return importlib.import_module("webapp.actions.alarms.asking")


_OPERATOR = Role.OPERATOR
_NAMED = (
    Parameter("account", "Account id.", example="111122223333"),
    Parameter("region", "Region.", example="eu-west-1"),
    Parameter("name", "The alarm's name.", example="checkout errors"),
)
OPERATIONS = (
    Operation(
        "/alarms", "Plan to create an alarm.", create_alarm, AlarmPlan, (), _OPERATOR, method="POST", body=NewAlarm
    ),
    Operation(
        "/alarm", "Plan to change an alarm.", change_alarm, AlarmPlan, (), _OPERATOR, method="PATCH", body=ChangedAlarm
    ),
    Operation("/alarm", "Plan to delete an alarm.", delete_alarm, AlarmPlan, _NAMED, _OPERATOR, method="DELETE"),
    Operation(
        "/alarms/mute", "Plan to mute an alarm.", mute_alarm, AlarmPlan, (), _OPERATOR, method="POST", body=NewMute
    ),
    Operation(
        "/alarms/unmute", "Plan to end a mute.", unmute_alarm, AlarmPlan, (), _OPERATOR, method="POST", body=NamedAlarm
    ),
    Operation("/alarms/plans/<plan_id>", "A plan, and how far it is.", plan_of_alarms, AlarmPlan),
    Operation(
        "/alarms/plans/<plan_id>/confirm",
        "Do what a plan says, as a job.",
        confirm_alarm_plan,
        AlarmPlan,
        (),
        _OPERATOR,
        method="POST",
        body=Confirmation,
    ),
)
