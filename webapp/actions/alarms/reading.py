"""Alarms as CloudWatch has them at this moment: whole definitions, with their tags."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from collectors.alarms import TYPES, composite_alarm, metric_alarm
from collectors.aws import Aws
from collectors.records import Alarm, Identity
from webapp.actions.plans import Acting
from webapp.analysis.alarm_writing.definition import Definition, definition_of

NEEDS = ("cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource")
NAMES_A_CALL = 100


@dataclass(frozen=True, slots=True)
class Found:
    """One alarm that is there."""

    alarm: Alarm
    definition: Definition


def find(acting: Acting, alarms: Iterable[Identity]) -> dict[Identity, Found]:
    """Those that exist. Raises AwsError, NoWay."""
    found: dict[Identity, Found] = {}
    for place, names in _by_place(alarms).items():
        with acting.store.read() as conn:
            aws = acting.door.aws(conn, place)
        for answer in _described(aws, names):
            each = _found(aws, answer)
            found[each.alarm.identity] = each
    return found


def find_one(acting: Acting, alarm: Identity) -> Found | None:
    """The same of one."""
    return find(acting, [alarm]).get(alarm)


def way_to(acting: Acting, alarm: Identity) -> Aws:
    """The way to an alarm's account and region. Raises NoWay."""
    with acting.store.read() as conn:
        return acting.door.aws(conn, alarm)


def _by_place(alarms: Iterable[Identity]) -> Mapping[Identity, list[str]]:
    """Names by the first identity of each account and region."""
    first: dict[tuple[str, str], Identity] = {}
    names: dict[Identity, list[str]] = {}
    for alarm in alarms:
        place = first.setdefault((alarm.account, alarm.region), alarm)
        names.setdefault(place, []).append(alarm.name)
    return names


def _described(aws: Aws, names: list[str]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(names), NAMES_A_CALL):
        some = names[start : start + NAMES_A_CALL]
        answer = aws.call("cloudwatch", "describe_alarms", AlarmNames=some, AlarmTypes=TYPES, MaxRecords=NAMES_A_CALL)
        yield from answer.get("MetricAlarms", ())
        yield from answer.get("CompositeAlarms", ())


def _found(aws: Aws, answer: dict[str, Any]) -> Found:
    alarm = (composite_alarm if answer.get("AlarmRule") else metric_alarm)(answer, aws.account())
    told = aws.call("cloudwatch", "list_tags_for_resource", subject=alarm.identity.name, ResourceARN=alarm.arn)
    tags = {tag["Key"]: tag["Value"] for tag in told.get("Tags", ())}
    return Found(alarm, definition_of(answer, tags))
