"""Whether somebody may set an alarm: they must be allowed to change the alarm and whatever it looks at."""

from collections.abc import Iterable

from collectors.records import Identity
from webapp.analysis.alarm_writing.definition import Definition
from webapp.analysis.alarm_writing.watching import watched_of
from webapp.auth.permits import may_write
from webapp.person import Person


def may_set(person: Person, alarm: Identity, definitions: Iterable[Definition]) -> bool:
    """`definitions` are those before and after. An alarm that looks at nothing of ours is for those without limits."""
    if person.reach.everywhere:
        return may_write(person, alarm)
    watched = [each for definition in definitions for each in watched_of(definition, alarm)]
    return bool(watched) and all(may_write(person, each) for each in watched)
