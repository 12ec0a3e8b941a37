"""Plans that change alarms: each alarm is read, told what it shall be, and what differs is shown."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from collectors.alarms import composite_alarm, metric_alarm
from collectors.records import Identity, Kind
from webapp.actions.alarms.reading import Found, find
from webapp.actions.alarms.steps import AlarmStep, digest_of, facts_of, kept, monthly_usd, steps_of
from webapp.actions.plans import LASTS_S, Acting
from webapp.analysis.alarm_definitions.checks import problems
from webapp.analysis.alarm_definitions.reading import draft_of
from webapp.analysis.alarm_writing.definition import ACTIONS, Definition, completed, definition_of, tags_of
from webapp.analysis.alarm_writing.owners import owner_of
from webapp.person import Person
from webapp.store.alarms import alarms as known_alarms
from webapp.store.plans import Plan, new_plan_id

Change = Callable[[Definition | None], Definition | None]
"""What an alarm shall be, by what it is; None is no alarm."""


class NothingToDo(Exception):
    """The alarms are as they are wanted already; the text says so."""


@dataclass(frozen=True)
class Wish:
    """What is wanted: `changes` say of each alarm what it shall be; `title` heads the page.

    `new` says that no alarm of these names is expected.
    """

    kind: str
    title: str
    changes: Mapping[Identity, Change]
    new: bool = False


def put(wanted: Definition) -> Change:
    """The alarm as a form has it; what forms do not ask about stays."""
    return lambda before: completed(definition_of(wanted), before)


def add(wanted: Definition) -> Change:
    """The alarm as it is wanted where there is none; one that is there stays as somebody has set it."""
    return lambda before: before or definition_of(wanted)


def patch(given: Definition) -> Change:
    """The members given; all others stay."""
    return lambda before: definition_of({**(before or {}), **given})


def switch(enabled: bool) -> Change:
    """Its actions enabled or disabled."""
    return lambda before: None if before is None else definition_of({**before, "ActionsEnabled": enabled})


def delete(_before: Definition | None) -> None:
    """No alarm any more."""


def back_to(former: Definition | None) -> Change:
    """As it was."""
    return lambda _before: former


def plan(acting: Acting, person: Person, wish: Wish) -> Plan:
    """A plan, not kept yet. Raises AwsError, NoWay, NothingToDo."""
    found = find(acting, wish.changes)
    steps = [_step(alarm, found.get(alarm), change) for alarm, change in wish.changes.items()]
    steps = [step for step in steps if step.before != step.after]
    if not steps:
        raise NothingToDo("Nothing would change: CloudWatch has it that way already.")
    shown = kept(steps) | {"title": wish.title, "usd_a_month": _usd(steps)}
    now = acting.clock.now()
    return Plan(
        id=new_plan_id(),
        kind=wish.kind,
        person=person,
        identity=_what(steps),
        asked={"alarms": len(steps), "definitions": digest_of(shown)},
        facts=facts_of({step.alarm: step.before for step in steps}),
        steps=tuple(step.text for step in steps),
        warnings=tuple(warning for step in steps for warning in _warnings(step, wish.new)),
        created_at=now,
        expires_at=now + LASTS_S,
        refusals=tuple(refusal for step in steps for refusal in _refusals(acting, step)),
        shown=shown,
    )


def undo_of(former: Plan) -> Wish:
    """The wish that takes a plan back."""
    changes = {step.alarm: back_to(step.before) for step in steps_of(former)}
    return Wish("alarm_undo", f"Undo: {former.shown['title']}", changes)


def read(acting: Acting, plan: Plan) -> Mapping[str, Any]:
    """The facts of a plan, as they are now."""
    alarms = [step.alarm for step in steps_of(plan)]
    found = find(acting, alarms)
    return facts_of({alarm: found[alarm].definition if alarm in found else None for alarm in alarms})


def _step(alarm: Identity, found: Found | None, change: Change) -> AlarmStep:
    before = found.definition if found else None
    return AlarmStep(alarm, before, change(before))


def _what(steps: list[AlarmStep]) -> Identity:
    """The alarm, or the account of the first of several."""
    first = steps[0].alarm
    return first if len(steps) == 1 else first.named(Kind.ACCOUNT, "")


def _usd(steps: list[AlarmStep]) -> float:
    """What the bill of a month grows by."""
    return sum(monthly_usd(step.after) if step.after else 0.0 for step in steps) - sum(
        monthly_usd(step.before) if step.before else 0.0 for step in steps
    )


def _warnings(step: AlarmStep, new: bool) -> Iterator[str]:
    name, before, after = step.alarm.name, step.before, step.after
    if new and before:
        yield f"There is an alarm of the name {name} already: this replaces it. Choose another name to keep both."
    if owner := before and owner_of(name, tags_of(before)):
        sure = "owns" if owner.sure else "seems to own"
        yield (
            f"{owner.tool} {sure} {name} ({owner.where}): its next deployment takes back what is changed here. "
            "Change the template instead; the page of the alarm has its definition as code."
        )
    if after is None:
        return
    if not any(after.get(each) for each in ACTIONS):
        yield f"{name} tells nobody: it has no action."
    elif not after["ActionsEnabled"]:
        yield f"{name} tells nobody while its actions are disabled."


def _refusals(acting: Acting, step: AlarmStep) -> Iterator[str]:
    name, before, after = step.alarm.name, step.before, step.after
    if after is None:
        if parents := _parents(acting, step.alarm):
            yield f"CloudWatch deletes no alarm that a composite alarm looks at: {', '.join(parents)}."
        return
    if before and ("AlarmRule" in before) != ("AlarmRule" in after):
        yield f"{name} cannot become the other type of alarm: choose another name."
    account = step.alarm.named(Kind.ACCOUNT, "")
    made = (composite_alarm if "AlarmRule" in after else metric_alarm)({"AlarmName": name, **after}, account)
    for problem in problems(draft_of(made, tuple(_own_tags(after)))):
        yield f"{name}, {problem.field}: {problem.text}"


def _own_tags(definition: Definition) -> Iterator[tuple[str, str]]:
    return ((key, value) for key, value in tags_of(definition).items() if not key.startswith("aws:"))


def _parents(acting: Acting, alarm: Identity) -> list[str]:
    with acting.store.read() as conn:
        return [
            each.identity.name
            for each in known_alarms(conn)
            if alarm.name in each.children
            and (each.identity.account, each.identity.region) == (alarm.account, alarm.region)
        ]
