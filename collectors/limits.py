"""The account's Lambda limits in the region: concurrency, what functions share of it, and code storage."""

from collections.abc import Iterator

from collectors.aws import Aws
from collectors.records import AccountLimits, Ask, Chunk
from collectors.targets import Target

NAME = "limits"
EVERY = 3600
NEEDS: tuple[str, ...] = ("lambda:GetAccountSettings",)


def collect(aws: Aws, target: Target, ask: Ask, now: int) -> Iterator[Chunk]:
    """One record from GetAccountSettings."""
    answer = aws.call("lambda", "get_account_settings")
    limit, usage = answer.get("AccountLimit", {}), answer.get("AccountUsage", {})
    yield Chunk(
        (
            AccountLimits(
                identity=aws.account(),
                concurrency=limit.get("ConcurrentExecutions", 0),
                unreserved=limit.get("UnreservedConcurrentExecutions", 0),
                code_bytes_limit=limit.get("TotalCodeSize", 0),
                code_bytes_used=usage.get("TotalCodeSize", 0),
                function_count=usage.get("FunctionCount", 0),
            ),
        )
    )
