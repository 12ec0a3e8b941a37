"""Whether somebody may change a thing or read what is written in it; within a request of the dashboard."""

from enum import StrEnum

from collectors.records import Identity, Kind
from webapp.analysis.queue_roles import ties
from webapp.person import Person, Role
from webapp.services import services
from webapp.store import Connection
from webapp.store.alarms import alarm_of
from webapp.store.functions import functions
from webapp.store.mappings import mappings
from webapp.store.queues import queue_of, queues
from webapp.store.targets import accounts


class Text(StrEnum):
    """What people's data may stand in; `privacy.withhold_from_viewers` names those that viewers do not see."""

    LOGS = "log_text"
    BODIES = "message_bodies"
    ENVIRONMENT = "environment"


def may_write(person: Person, identity: Identity) -> bool:
    """Whether `person` may redrive, mute or set alarms there: an operator, within the limits set for them."""
    return person.role.covers(Role.OPERATOR) and _reaches(person, identity)


def may_read_text(person: Person, identity: Identity, text: Text = Text.LOGS) -> bool:
    """Whether `person` may read log text, message bodies or environment names of a thing."""
    withheld = person.role is Role.VIEWER and text in services().config.privacy.withhold_from_viewers
    return not withheld and _reaches(person, identity)


def _reaches(person: Person, identity: Identity) -> bool:
    if person.reach.everywhere:
        return True
    with services().store.read() as conn:
        return person.reach.covers(_served(conn, identity), _targets(conn, identity))


def _targets(conn: Connection, identity: Identity) -> list[str]:
    here = (identity.account, identity.region)
    return [name for name, account in accounts(conn).items() if (account.account, account.region) == here]


def _served(conn: Connection, identity: Identity) -> list[str]:
    """The names of the functions that a thing serves; its own where it serves none that is known."""
    served = {
        Kind.QUEUE: _of_queue,
        Kind.ALARM: _of_alarm,
        Kind.LOG_GROUP: _of_log_group,
    }.get(identity.kind)
    return (served(conn, identity) if served else []) or [identity.name]


def _of_queue(conn: Connection, identity: Identity) -> list[str]:
    queue = queue_of(conn, identity)
    if queue is None:
        return []
    return [each.name for each in ties(functions(conn), mappings(conn), queues(conn))[queue.arn].beside]


def _of_alarm(conn: Connection, identity: Identity) -> list[str]:
    alarm = alarm_of(conn, identity)
    return [name for each in (alarm.watches if alarm else ()) for name in _served(conn, each)]


def _of_log_group(conn: Connection, identity: Identity) -> list[str]:
    place = (identity.account, identity.region, identity.name)
    return [
        function.identity.name
        for function in functions(conn)
        if (function.identity.account, function.identity.region, function.log_group) == place
    ]
