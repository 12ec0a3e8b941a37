"""Why an alarm can never fire, whatever happens."""

from collectors.records import Alarm
from webapp.analysis.alarm_audit.finding import Audited, Why
from webapp.analysis.alarm_audit.published import misspelt, never_published, no_such_alias
from webapp.analysis.alarm_audit.rhythm import too_seldom

ABOVE = ("GreaterThanThreshold", "GreaterThanOrEqualToThreshold")
BELOW = ("LessThanThreshold", "LessThanOrEqualToThreshold")
COUNTS = ("Invocations", "Errors", "Throttles", "NumberOfMessagesSent", "NumberOfMessagesDeleted")


FAR = 20
"""A threshold so many times above all that was seen in 15 days waits for what does not come."""
LEVELS = {
    ("AWS/Lambda", "Duration"): ("duration_max_ms", "ms"),
    ("AWS/Lambda", "ConcurrentExecutions"): ("concurrency_max", "at once"),
    ("AWS/Lambda", "IteratorAge"): ("iterator_age_max_ms", "ms"),
    ("AWS/SQS", "ApproximateAgeOfOldestMessage"): ("oldest_age_s", "s"),
}
"""Metrics that are never zero where something is done, the column of their highest values, and its unit."""


def unreachable(alarm: Alarm, audited: Audited) -> Why | None:
    """The first reason that is found, None where it can fire as far as we see."""
    reasons = (
        *(_dead_letters_are_not_sent, _nobody_is_there, misspelt, never_published, no_such_alias),
        *(_never_below, _beyond_the_limit, too_seldom),
    )
    return next((why for reason in reasons if (why := reason(alarm, audited))), None)


def never_reached(alarm: Alarm, audited: Audited) -> Why | None:
    """A threshold far above everything that was seen: not impossible, but it would come late."""
    column, unit = LEVELS.get((alarm.namespace, alarm.metric), ("", ""))
    seen = audited.highest.get(alarm.watches[0], {}).get(column) if len(alarm.watches) == 1 else None
    if alarm.threshold is None or alarm.comparison not in ABOVE or alarm.statistic == "Sum" or not seen:
        return None
    if alarm.threshold < FAR * seen:
        return None
    return Why(f"In 15 days it was never above {seen:g} {unit}, and the threshold is {alarm.threshold:g}.")


def _dead_letters_are_not_sent(alarm: Alarm, audited: Audited) -> Why | None:
    """SQS moves dead letters without counting them as sent (SQS developer guide, "Available CloudWatch metrics")."""
    watched = next(iter(alarm.watches), None)
    if alarm.metric != "NumberOfMessagesSent" or watched not in audited.dead_letters:
        return None
    text = "SQS does not count messages that it moves to a dead-letter queue as sent: use the number that is visible."
    return Why(text, (("measure", "ApproximateNumberOfMessagesVisible"),))


def _nobody_is_there(alarm: Alarm, audited: Audited) -> Why | None:
    for watched in alarm.watches:
        seen = (watched.kind, watched.account, watched.region) in audited.places
        if seen and watched not in audited.functions and watched not in audited.queues:
            text = f"The {watched.kind} {watched.name} that it looks at does not exist, as far as we see."
            return Why(text, deed="delete")
    return None


def _never_below(alarm: Alarm, _audited: Audited) -> Why | None:
    """An idle function publishes nothing: where that is no bad news, "fewer than" never comes true."""
    if alarm.comparison not in BELOW or alarm.metric not in COUNTS or alarm.treat_missing_data == "breaching":
        return None
    if alarm.threshold is not None and alarm.threshold <= 1 and alarm.statistic == "Sum":
        text = f"Where nothing happens {alarm.metric} has no data, and no data is {alarm.treat_missing_data} to it."
        return Why(f"{text} Treat missing data as breaching.", (("missing", "breaching"),))
    return None


def _beyond_the_limit(alarm: Alarm, audited: Audited) -> Why | None:
    function = audited.function_of(alarm) if alarm.metric in ("Duration", "ConcurrentExecutions") else None
    if function is None or alarm.threshold is None or alarm.comparison not in ABOVE:
        return None
    limits = {
        "Duration": (function.timeout_s * 1000, "ms: its timeout"),
        "ConcurrentExecutions": (function.reserved_concurrency, "at once: its reservation"),
    }
    most, words = limits.get(alarm.metric, (None, ""))
    beyond = most is not None and (alarm.threshold >= most if alarm.comparison == ABOVE[0] else alarm.threshold > most)
    if not beyond:
        return None
    return Why(f"The function never gets above {most} {words}, and the threshold is {alarm.threshold:g}.")
