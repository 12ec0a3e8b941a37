"""What a definition looks at: who may change that, may set the alarm."""

from collectors.alarm_rules import children_of, watched_by
from collectors.records import Identity, Kind
from webapp.analysis.alarm_writing.definition import Definition


def watched_of(definition: Definition, alarm: Identity) -> tuple[Identity, ...]:
    """Functions, queues and accounts; of a composite alarm the alarms in its rule."""
    if "AlarmRule" in definition:
        names = children_of(definition["AlarmRule"])
        return tuple(alarm.named(Kind.ALARM, name) for name in names)
    return watched_by(definition, alarm.named(Kind.ACCOUNT, ""))
