"""The account's Lambda limits in the region: concurrency, and what functions without a reservation share of it."""

from collections.abc import Iterator

from collectors.aws import Aws
from collectors.durations import HOUR
from collectors.records import AccountLimits, Ask, Chunk
from collectors.targets import Target

NAME = "limits"
EVERY = HOUR
NEEDS: tuple[str, ...] = ("lambda:GetAccountSettings",)


def collect(aws: Aws, target: Target, ask: Ask, now: int) -> Iterator[Chunk]:
    """One record from GetAccountSettings."""
    answer = aws.call("lambda", "get_account_settings")
    limit = answer.get("AccountLimit", {})
    yield Chunk(
        (
            AccountLimits(
                identity=aws.account(),
                concurrency=limit.get("ConcurrentExecutions", 0),
                unreserved=limit.get("UnreservedConcurrentExecutions", 0),
            ),
        )
    )
