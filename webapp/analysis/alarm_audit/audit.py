"""All findings, the riskiest first. Pure; each rule takes what is audited and yields what it finds."""

from collections import defaultdict
from collections.abc import Iterator
from operator import attrgetter
from statistics import median

from collectors.durations import DAY
from collectors.records import Alarm, Identity
from webapp.analysis.alarm_audit.finding import Audited, Finding, Risk, Why
from webapp.analysis.alarm_audit.reach import never_reached, unreachable
from webapp.analysis.alarm_audit.rhythm import false_between_runs

STUCK_UNKNOWN_S, STUCK_FIRING_S = 7 * DAY, 3 * DAY
OFTEN, SHORT_S = 10, 15 * 60
"""An alarm that fired so often in two weeks, half of the times for no longer than this, cries wolf."""
_NAMED = attrgetter("partition", "account", "region", "kind", "name")
VISIBLE = "ApproximateNumberOfMessagesVisible"


def audit(audited: Audited) -> tuple[Finding, ...]:
    """Everything that is found."""
    rules = (missing, cannot_fire, unheard, cries_wolf, stuck)
    found = [finding for rule in rules for finding in rule(audited)]
    return tuple(sorted(found, key=lambda finding: (finding.risk.rank, finding.rule, _NAMED(finding.about))))


def missing(audited: Audited) -> Iterator[Finding]:
    """Dead letters, busy functions and queues that no alarm looks at, but for those whose alarms may be unread."""
    watched = {identity for alarm in audited.alarms for identity in alarm.watches}
    watched |= {each for each in (*audited.queues, *audited.functions) if (each.account, each.region) in audited.unread}
    for queue in audited.queues:
        if queue not in watched and queue in audited.dead_letters:
            text = "Failures come to this queue, and no alarm looks at it."
            yield Finding("missing", Risk.HIGH, queue, text, (("measure", VISIBLE),))
        elif queue not in watched:
            text = "No alarm tells when this queue is not kept up with."
            yield Finding("missing", Risk.LOW, queue, text, (("measure", "ApproximateAgeOfOldestMessage"),))
    for function in audited.functions:
        if function not in watched:
            risk = Risk.MEDIUM if function in audited.busy else Risk.LOW
            words = "It is invoked" if function in audited.busy else "It was idle of late"
            text = f"{words}, and no alarm looks at it."
            yield Finding("missing", risk, function, text, (("measure", "error_rate"),))


def cannot_fire(audited: Audited) -> Iterator[Finding]:
    """Alarms that wait for what never comes, or has not come by far."""
    for alarm in audited.alarms:
        if why := unreachable(alarm, audited):
            yield Finding("cannot_fire", Risk.HIGH, alarm.identity, why.text, why.mend, why.deed)
        elif why := never_reached(alarm, audited):
            yield Finding("cannot_fire", Risk.LOW, alarm.identity, why.text, why.mend)


def unheard(audited: Audited) -> Iterator[Finding]:
    """Alarms that fire, and nobody is told. Children of a composite alarm need no action of their own."""
    parents = [(alarm.identity.account, alarm.identity.region, alarm.children) for alarm in audited.alarms]
    children = {(account, region, name) for account, region, names in parents for name in names}
    failed = {failure.identity: failure for failure in audited.failures}
    for alarm in audited.alarms:
        place = (alarm.identity.account, alarm.identity.region, alarm.identity.name)
        risk = Risk.HIGH if alarm.state == "ALARM" else Risk.MEDIUM
        if alarm.identity in audited.muted:
            if (problem := audited.overdue.get(alarm.identity)) is not None:
                text = f"Its mute is over and its actions are still disabled{': ' if problem else '.'}{problem}"
                yield Finding("unheard", Risk.HIGH, alarm.identity, text, deed="unmute")
        elif (why := _silence(alarm, audited)) and place not in children:
            yield Finding("unheard", risk, alarm.identity, why.text, deed=why.deed)
        elif failure := failed.get(alarm.identity):
            text = f"CloudWatch failed to tell {failure.arn.rpartition(':')[2]}: {failure.reason}"
            yield Finding("unheard", Risk.HIGH, alarm.identity, text)


def cries_wolf(audited: Audited) -> Iterator[Finding]:
    """Alarms that fire often and are over by themselves: by the time they matter nobody believes them."""
    for alarm in audited.alarms:
        if why := false_between_runs(alarm, audited):
            yield Finding("cries_wolf", Risk.MEDIUM, alarm.identity, why.text, why.mend)
    known = {alarm.identity: alarm for alarm in audited.alarms}
    for identity, lengths in _firings(audited).items():
        if len(lengths) >= OFTEN and median(lengths) <= SHORT_S:
            minutes = round(median(lengths) / 60)
            text = f"It fired {len(lengths)} times in two weeks, half of the times for at most {minutes} min."
            yield Finding("cries_wolf", Risk.MEDIUM, identity, text, _more_patient(known.get(identity)))


def stuck(audited: Audited) -> Iterator[Finding]:
    """Alarms that have stood in one state for so long that they say nothing any more."""
    for alarm in audited.alarms:
        stands_s = audited.now - alarm.state_since if alarm.state_since else 0
        days = stands_s // DAY
        if alarm.state == "INSUFFICIENT_DATA" and stands_s >= STUCK_UNKNOWN_S:
            text = f"It has had no data for {days} days: it looks at what is gone, or treats silence as unknown."
            mend = () if alarm.rule else (("missing", "notBreaching"),)
            yield Finding("stuck", Risk.MEDIUM, alarm.identity, text, mend)
        elif alarm.state == "ALARM" and stands_s >= STUCK_FIRING_S:
            text = f"It has been firing for {days} days: what is new does not show any more."
            yield Finding("stuck", Risk.MEDIUM, alarm.identity, text)


def _silence(alarm: Alarm, audited: Audited) -> Why | None:
    if not alarm.actions_enabled:
        return Why(
            "Its actions are disabled, and not by a mute of ours: nothing will enable them again.", deed="enable"
        )
    told = [action.arn for action in alarm.actions if action.on == "ALARM"]
    if not told:
        return Why("No action is told when it fires.")
    deaf = [arn.rpartition(":")[2] for arn in told if not _may_hear(arn, audited)]
    return Why(f"Nobody has confirmed a subscription of {', '.join(deaf)}.") if len(deaf) == len(told) else None


def _more_patient(alarm: Alarm | None) -> tuple[tuple[str, str], ...]:
    """Twice as many data points, which short breaches do not come to."""
    if alarm is None or alarm.rule:
        return ()
    n = alarm.evaluation_periods or 1
    return ("n", str(2 * n)), ("m", str(2 * (alarm.datapoints_to_alarm or n)))


def _may_hear(arn: str, audited: Audited) -> bool:
    """Whether somebody may: other services, and topics that could not be read, are not held against the alarm."""
    topic = audited.topics.get(arn)
    return topic is None or topic.subscriptions is None or any(each.confirmed for each in topic.subscriptions)


def _firings(audited: Audited) -> dict[Identity, list[int]]:
    """How long each alarm fired, each time, in seconds."""
    began: dict[Identity, int] = {}
    lengths: dict[Identity, list[int]] = defaultdict(list)
    for moved in sorted(audited.transitions, key=lambda each: each.at):
        if moved.after == "ALARM":
            began[moved.identity] = moved.at
        elif moved.identity in began:
            lengths[moved.identity].append(moved.at - began.pop(moved.identity))
    return lengths
