"""/api/v1/alarms: every alarm, and one with its history."""

from dataclasses import dataclass

from flask import request

from collectors.records import AlarmTransition, Identity
from webapp.analysis.alarm_writing.owners import Owner
from webapp.api.operations import Operation, Parameter
from webapp.pages import alarm as alarm_page
from webapp.pages import alarms as alarms_page
from webapp.pages.alarms import AlarmLine, Heard
from webapp.pages.muting import Muted
from webapp.pages.sight import Sight
from webapp.pages.time_range import time_range
from webapp.services import services


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """One alarm. `heard` is told, nobody (no action when it fires) or disabled; `told` are the ARNs it tells.

    `muted` is set while it is kept quiet on purpose; `owner` where a template seems to have made it.
    """

    account: str
    region: str
    name: str
    arn: str
    state: str
    since: int | None
    state_reason: str
    condition: str
    heard: Heard
    told: tuple[str, ...]
    watches: tuple[Identity, ...]
    description: str
    evaluation_state: str
    muted: Muted | None
    owner: Owner | None


@dataclass(frozen=True, slots=True)
class Alarms:
    """Every alarm, firing first, with the counts of each state; `looking` says how well they could be read."""

    alarms: tuple[AlarmRow, ...]
    counts: dict[str, int]
    looking: Sight


@dataclass(frozen=True, slots=True)
class Transition:
    """A change of state."""

    at: int
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class AlarmDetail:
    """One alarm and how its state moved in the last two weeks, newest first."""

    alarm: AlarmRow
    gone_at: int | None
    transitions: tuple[Transition, ...]


def alarms() -> Alarms:
    """Every alarm."""
    here = services()
    with here.store.read() as conn:
        page = alarms_page.load(conn, here.config, here.clock.now())
    states = ("ALARM", "INSUFFICIENT_DATA", "OK")
    counts = {state: page.counts.get(state, 0) for state in states}
    return Alarms(tuple(map(alarm_row, page.alarms)), counts, page.looking)


def alarm() -> AlarmDetail:
    """One alarm, named in the query."""
    here = services()
    now = here.clock.now()
    account, region, name = (request.args.get(part, "") for part in ("account", "region", "name"))
    with here.store.read() as conn:
        known = alarm_page.known_alarm(conn, account, region, name)
        page = alarm_page.load(conn, known, time_range({}, now), now)
    return AlarmDetail(alarm_row(page.line), page.gone_at, tuple(map(_transition, page.transitions)))


def alarm_row(line: AlarmLine) -> AlarmRow:
    """The page's line in the words of the API."""
    known = line.alarm
    return AlarmRow(
        account=known.identity.account,
        region=known.identity.region,
        name=known.identity.name,
        arn=known.arn,
        state=known.state,
        since=known.state_since,
        state_reason=known.state_reason,
        condition=line.condition,
        heard=line.heard,
        told=line.told,
        watches=known.watches,
        description=known.description,
        evaluation_state=known.evaluation_state,
        muted=line.muted,
        owner=line.owner,
    )


def _transition(moved: AlarmTransition) -> Transition:
    return Transition(moved.at, moved.before, moved.after, moved.reason)


OPERATIONS = (
    Operation("/alarms", "Every alarm, firing first.", alarms, Alarms),
    Operation(
        "/alarm",
        "One alarm with its history; a name may hold any character, so it stands in the query.",
        alarm,
        AlarmDetail,
        (
            Parameter("account", "Account id.", example="111122223333"),
            Parameter("region", "Region.", example="eu-west-1"),
            Parameter("name", "The alarm's name.", example="checkout errors"),
        ),
    ),
)
