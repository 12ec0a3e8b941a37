"""Whether CloudWatch has, or ever will have, the metric that an alarm waits for."""

from collections.abc import Sequence
from difflib import get_close_matches

from collectors.records import Alarm, Function
from webapp.analysis.alarm_audit.finding import Audited, Why

LAMBDA = (
    *("Invocations", "Errors", "Throttles", "Duration", "PostRuntimeExtensionsDuration", "DeadLetterErrors"),
    *("DestinationDeliveryFailures", "OversizedRecordCount", "RecursiveInvocationsDropped", "IteratorAge", "OffsetLag"),
    *("ConcurrentExecutions", "UnreservedConcurrentExecutions", "ClaimedAccountConcurrency"),
    *("ProvisionedConcurrentExecutions", "ProvisionedConcurrencyInvocations", "ProvisionedConcurrencyUtilization"),
    *("ProvisionedConcurrencySpilloverInvocations", "AsyncEventsReceived", "AsyncEventAge", "AsyncEventsDropped"),
    *("UrlRequestCount", "Url4xxCount", "Url5xxCount", "UrlRequestLatency", "PolledEventCount", "InvokedEventCount"),
    *("FilteredOutEventCount", "FailedInvokeEventCount", "DroppedEventCount", "DeletedEventCount"),
)
SQS = (
    *("ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesDelayed", "ApproximateNumberOfMessagesNotVisible"),
    *("ApproximateNumberOfMessagesVisible", "NumberOfEmptyReceives", "NumberOfMessagesDeleted"),
    *("NumberOfMessagesReceived", "NumberOfMessagesSent", "SentMessageSize", "NumberOfDeduplicatedSentMessages"),
    *("ApproximateNumberOfGroupsWithInflightMessages",),
)
METRICS = {"AWS/Lambda": LAMBDA, "AWS/SQS": SQS}
DIMENSIONS = {
    "AWS/Lambda": ("FunctionName", "Resource", "ExecutedVersion", "EventSourceMappingUUID", "Region"),
    "AWS/SQS": ("QueueName",),
}
"""What Lambda and SQS publish (their developer guides' metric tables). Both add to it without telling us, so that only
what looks like a slip of one of these is held against an alarm."""
AS_MUCH_ALIKE = 0.75


def misspelt(alarm: Alarm, _audited: Audited) -> Why | None:
    """A metric or a dimension that is nearly one that exists. Names are case sensitive."""
    if meant := _meant(alarm.metric, METRICS.get(alarm.namespace, ())):
        service = alarm.namespace.removeprefix("AWS/")
        return Why(f"{service} publishes no metric {alarm.metric}: {meant} is meant?", (("measure", meant),))
    for name, _ in alarm.dimensions:
        if meant := _meant(name, DIMENSIONS.get(alarm.namespace, ())):
            return Why(f"There is no dimension {name}, so the metric was never published: {meant} is meant?")
    return None


def never_published(alarm: Alarm, audited: Audited) -> Why | None:
    """A metric that comes only of what the function does not have."""
    function = audited.function_of(alarm)
    if function is None or alarm.namespace != "AWS/Lambda":
        return None
    lacking = {
        "IteratorAge": function.identity not in audited.streamed and "it reads from no stream",
        "DeadLetterErrors": not function.dead_letter_arn and _was_read(function) and "it has no dead-letter queue",
        "DestinationDeliveryFailures": _has_no_destination(function) and "it has no destination",
        "ProvisionedConcurrencySpilloverInvocations": function.provisioned == () and "it has none provisioned",
        "ProvisionedConcurrencyUtilization": function.provisioned == () and "it has none provisioned",
    }
    why = lacking.get(alarm.metric)
    return Why(f"{alarm.metric} of {function.identity.name} is never published: {why}.") if why else None


def no_such_alias(alarm: Alarm, audited: Audited) -> Why | None:
    """`Resource` is `function:alias`; without that alias nothing is published under it."""
    resource = dict(alarm.dimensions).get("Resource", "")
    name, _, alias = resource.partition(":")
    function = audited.function_of(alarm) if alias else None
    if not alias or function is None or function.aliases is None or alias.isdigit() or alias == "$LATEST":
        return None
    if name == function.identity.name and alias not in {each.name for each in function.aliases}:
        return Why(f"{name} has no alias {alias}, so nothing is published under {resource}.")
    return None


def _meant(name: str, known: Sequence[str]) -> str:
    if not name or not known or name in known:
        return ""
    lower = {each.lower(): each for each in known}
    close = get_close_matches(name.lower(), lower, 1, AS_MUCH_ALIKE)
    return lower[close[0]] if close else ""


def _was_read(function: Function) -> bool:
    return "dead_letter_arn" not in function.unread


def _has_no_destination(function: Function) -> bool:
    return not (function.on_failure_arn or function.on_success_arn) and "on_failure_arn" not in function.unread
