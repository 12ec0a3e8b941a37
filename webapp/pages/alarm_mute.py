"""The form that mutes an alarm: how long, and why."""

from dataclasses import dataclass

from collectors.records import Alarm, Identity
from webapp.pages.alarms import AlarmLine, alarm_line
from webapp.pages.muting import Muted, muted_of
from webapp.store import Connection

CHOICES = (
    (15, "15 minutes"),
    (60, "1 hour"),
    (240, "4 hours"),
    (720, "12 hours"),
    (1_440, "1 day"),
    (4_320, "3 days"),
    (10_080, "7 days"),
)


@dataclass(frozen=True, slots=True)
class MutePage:
    """What the form shows. `choices` are minutes with their words."""

    identity: Identity
    line: AlarmLine
    muted: Muted | None
    choices: tuple[tuple[int, str], ...] = CHOICES


def load(conn: Connection, alarm: Alarm, now: int) -> MutePage:
    """The form for one alarm."""
    return MutePage(alarm.identity, alarm_line(alarm, muted_of(conn, alarm, now)), muted_of(conn, alarm, now))
