"""What the function's own configuration says: the state that Lambda gives it, and what of it is kept from us."""

from collections.abc import Iterator

from webapp.analysis.case import FunctionCase
from webapp.analysis.verdict import Reason, State

NEEDED = {
    "reserved_concurrency": ("its reserved concurrency", "lambda:GetFunctionConcurrency"),
    "on_failure_arn": ("where its failed events go", "lambda:ListFunctionEventInvokeConfigs"),
}
"""Fields without which a rule cannot tell, how people call them, and the IAM action that reads them."""


def function_state(case: FunctionCase) -> Iterator[Reason]:
    """Failed: Lambda cannot run it. Inactive: Lambda took its resources back after weeks without an invocation."""
    if case.function.state == "Failed":
        yield Reason("function_state", State.BAD, "Lambda reports the function as Failed: it cannot be invoked.")
    if case.function.state == "Inactive":
        text = "Lambda put it to sleep after weeks without invocations; the next one wakes it and fails or is slow."
        yield Reason("function_state", State.IDLE, text)


def denied(case: FunctionCase) -> Iterator[Reason]:
    """Its details were asked for, and what a rule needs of them was refused: it may look better than it is."""
    if case.function.details_read_at is None:
        return
    kept = [NEEDED[field] for field in case.function.unread if field in NEEDED]
    if kept:
        what, actions = (" and ".join(words) for words in zip(*kept, strict=True))
        text = f"We may not read {what}: AWS denies us {actions}."
        yield Reason("denied", State.UNKNOWN, text, advice="Allow this in the IAM policy.")
