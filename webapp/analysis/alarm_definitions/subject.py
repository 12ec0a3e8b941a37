"""What an alarm may be put on: a function, a queue or an account, with what is known of it."""

from dataclasses import dataclass

from collectors.records import Identity, Kind


@dataclass(frozen=True, slots=True)
class Subject:
    """`timeout_s` and `reserved` are a function's, `limit` is the account's concurrency; None where not known.

    `dead_letters` says that the queue is somebody's DLQ; `asynchronous` and `streamed` what feeds a function.
    """

    identity: Identity
    timeout_s: int | None = None
    reserved: int | None = None
    limit: int | None = None
    dead_letters: bool = False
    asynchronous: bool = False
    streamed: bool = False

    @property
    def namespace(self) -> str:
        """Where its metrics are."""
        return "AWS/SQS" if self.identity.kind is Kind.QUEUE else "AWS/Lambda"

    @property
    def dimensions(self) -> tuple[tuple[str, str], ...]:
        """What tells its metrics from those of others; an account's have no dimension."""
        names = {Kind.FUNCTION: "FunctionName", Kind.QUEUE: "QueueName"}
        name = names.get(self.identity.kind)
        return ((name, self.identity.name),) if name else ()
