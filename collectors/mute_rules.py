"""CloudWatch's alarm mute rules: whose alarms run no actions now or soon."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from collectors.answers import epoch
from collectors.aws import Aws
from collectors.durations import DAY, HOUR, MINUTE
from collectors.failures import AwsError, Gone
from collectors.records import Ask, Chunk, Identity, Kind, Listed, MuteRule
from collectors.targets import Target

NAME = "mute_rules"
EVERY = 300
NEEDS: tuple[str, ...] = ("cloudwatch:ListAlarmMuteRules", "cloudwatch:GetAlarmMuteRule")

IN_FORCE = ["ACTIVE", "SCHEDULED"]
ONCE = re.compile(r"at\(\s*(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::\d\d)?\s*\)")
DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
"""ISO 8601, from PT1M to P15D (CloudWatch API reference, Schedule)."""


def collect(aws: Aws, target: Target, ask: Ask, now: int) -> Iterator[Chunk]:
    """The rules that mute now or will: the list says of each only its ARN, so that each is asked for."""
    account = aws.account()
    names = [name for page in _pages(aws) for name in _names(page)]
    rules, failures = [], []
    for name in names:
        try:
            answer = aws.call("cloudwatch", "get_alarm_mute_rule", subject=name, AlarmMuteRuleName=name)
            rules.append(rule_of(answer, account))
        except Gone:
            continue
        except AwsError as error:
            failures.append(error.failure)
    yield Chunk((*rules, Listed.of(account, Kind.MUTE_RULE, names)), failures=tuple(failures))


def rule_of(answer: dict[str, Any], account: Identity) -> MuteRule:
    """A rule as GetAlarmMuteRule describes it."""
    schedule = (answer.get("Rule") or {}).get("Schedule") or {}
    expression, length = schedule.get("Expression", ""), seconds_of(schedule.get("Duration", ""))
    start = _once(expression, schedule.get("Timezone") or "UTC")
    ends = [start + length] if start is not None else []
    expires = epoch(answer.get("ExpireDate"))
    return MuteRule(
        identity=account.named(Kind.MUTE_RULE, answer.get("Name", "")),
        arn=answer.get("AlarmMuteRuleArn", ""),
        status=answer.get("Status", ""),
        alarms=tuple((answer.get("MuteTargets") or {}).get("AlarmNames", ())),
        description=answer.get("Description", ""),
        expression=expression,
        duration_s=length,
        start=start,
        end=min([*ends, expires] if expires is not None else ends, default=None),
    )


def seconds_of(duration: str) -> int:
    """`PT1H30M` is 5400; 0 for what is no duration."""
    found = DURATION.fullmatch(duration)
    days, hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return days * DAY + hours * HOUR + minutes * MINUTE


def _pages(aws: Aws) -> Iterator[dict[str, Any]]:
    return aws.pages("cloudwatch", "list_alarm_mute_rules", Statuses=IN_FORCE, MaxRecords=100)


def _names(page: dict[str, Any]) -> Iterator[str]:
    for summary in page.get("AlarmMuteRuleSummaries", ()):
        yield summary.get("AlarmMuteRuleArn", "").rpartition(":alarm-mute-rule:")[2]


def _once(expression: str, zone: str) -> int | None:
    found = ONCE.fullmatch(expression.strip())
    try:
        return int(datetime.fromisoformat(found[1]).replace(tzinfo=ZoneInfo(zone)).timestamp()) if found else None
    except (ValueError, ZoneInfoNotFoundError):
        return None
