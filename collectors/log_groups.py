"""The log groups of the watched functions: what they hold and for how long, to know what a query will cost."""

from collections.abc import Iterator
from typing import Any

from collectors.aws import Aws
from collectors.failures import AwsError
from collectors.records import STANDARD, Ask, Chunk, Failure, Identity, Kind, LogGroup
from collectors.targets import Target

NAME = "log_groups"
EVERY = 21_600
NEEDS: tuple[str, ...] = ("logs:DescribeLogGroups",)

USUAL_PREFIX = "/aws/lambda/"


def collect(aws: Aws, target: Target, ask: Ask, now: int) -> Iterator[Chunk]:
    """Every group that a function writes to and that exists; groups elsewhere than /aws/lambda are asked one by one."""
    wanted = {function.log_group for function in ask.functions if function.log_group}
    account = aws.account()
    elsewhere = sorted(name for name in wanted if not name.startswith(USUAL_PREFIX))
    for prefix in (USUAL_PREFIX, *elsewhere):
        failures: tuple[Failure, ...] = ()
        found: list[LogGroup] = []
        try:
            for page in aws.pages("logs", "describe_log_groups", prefix, logGroupNamePrefix=prefix):
                found.extend(_group(account, each) for each in page.get("logGroups", ()))
        except AwsError as error:
            failures = (error.failure,)
        yield Chunk(tuple(group for group in found if group.identity.name in wanted), failures=failures)
        if failures:
            return


def _group(account: Identity, answer: dict[str, Any]) -> LogGroup:
    identity = account.named(Kind.LOG_GROUP, answer["logGroupName"])
    created = answer.get("creationTime")
    return LogGroup(
        identity=identity,
        stored_bytes=int(answer.get("storedBytes", 0)),
        created_at=created and created // 1000,
        retention_days=answer.get("retentionInDays"),
        log_class=answer.get("logGroupClass", STANDARD),
    )
