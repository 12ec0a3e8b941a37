"""The audit of the alarms: what is found, by risk, each with what mends it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collectors.durations import DAY, HOUR, MINUTE
from collectors.records import Alarm, Function, Identity, Kind
from webapp.analysis.alarm_audit.audit import audit
from webapp.analysis.alarm_audit.finding import Audited, Finding, Risk
from webapp.analysis.alarm_audit.reach import LEVELS
from webapp.analysis.alarm_audit.rhythm import is_about_runs
from webapp.pages.muting import muted_now
from webapp.pages.queue_roles import is_dead_letter, ties_of
from webapp.store import (
    Connection,
    action_failures,
    alarms,
    functions,
    mappings,
    moments,
    points,
    queues,
    runs,
    targets,
    topics,
    transitions,
)

BACK_S = 14 * DAY
"""CloudWatch keeps an alarm's history for two weeks."""
BUSY_S = DAY
SELDOM = 2_000
"""So few invocations in two weeks are looked at minute by minute."""
HIGHEST = {
    Kind.FUNCTION: ("invocations", *(column for (space, _), (column, _) in LEVELS.items() if space == "AWS/Lambda")),
    Kind.QUEUE: tuple(column for (space, _), (column, _) in LEVELS.items() if space == "AWS/SQS"),
}
"""The columns of two weeks that the audit's rules look at."""
MOST = 20
"""So many findings of one rule and risk are shown at once."""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Everything that the page and its JSON twin show; `looked_at` is how many alarms, functions and queues; `unread`
    are the accounts and regions whose alarms were never read completely; `whole`: all findings are wanted.
    """

    findings: tuple[Finding, ...]
    looked_at: tuple[tuple[str, int], ...]
    unread: tuple[tuple[str, str], ...] = ()
    whole: bool = False

    @property
    def counts(self) -> dict[Risk, int]:
        """How many findings of each risk."""
        found = Counter(finding.risk for finding in self.findings)
        return {risk: found[risk] for risk in Risk}

    def of(self, risk: Risk) -> tuple[tuple[str, tuple[Finding, ...], int], ...]:
        """The findings of one risk by their rules: each rule with the first of them, and how many more there are."""
        here = [finding for finding in self.findings if finding.risk is risk]
        rules = dict.fromkeys(finding.rule for finding in here)
        found = ((rule, tuple(each for each in here if each.rule == rule)) for rule in rules)
        most = len(here) if self.whole else MOST
        return tuple((rule, some[:most], len(some) - len(some[:most])) for rule, some in found)


def load(conn: Connection, now: int, whole: bool = True) -> AuditPage:
    """Audit everything that is there."""
    audited = audited_of(conn, now)
    counts = (("alarms", len(audited.alarms)), ("functions", len(audited.functions)), ("queues", len(audited.queues)))
    return AuditPage(audit(audited), counts, tuple(sorted(audited.unread)), whole)


def audited_of(conn: Connection, now: int) -> Audited:
    """What the store knows."""
    known, there, feeds = functions.functions(conn), queues.queues(conn), mappings.mappings(conn)
    ties, muted, watching = ties_of(known, feeds, there), muted_now(conn, now), alarms.alarms(conn)
    highest = _highest(conn, watching, now)
    return Audited(
        now=now,
        functions={function.identity: function for function in known},
        queues={queue.identity: queue for queue in there},
        alarms=tuple(watching),
        dead_letters=frozenset(queue.identity for queue in there if is_dead_letter(ties.get(queue.arn, ()), queue)),
        busy=_busy(conn, known, now),
        topics={topic.arn: topic for topic in topics.topics(conn)},
        transitions=tuple(transitions.recent_transitions(conn, now - BACK_S, now + 1)),
        failures=tuple(action_failures.failures_since(conn, now - BACK_S)),
        muted=frozenset(alarm for alarm, mute in muted.items() if mute.ours),
        overdue={alarm: mute.problem for alarm, mute in muted.items() if mute.overdue},
        streamed=frozenset(mapping.function for mapping in feeds if mapping.has_iterator_age),
        highest=highest,
        seldom=_seldom(conn, watching, highest, now),
        unread=unread_places(conn),
    )


def unread_places(conn: Connection) -> frozenset[tuple[str, str]]:
    """Accounts and regions that are looked at and whose alarms were never read completely."""
    whole = runs.last_ok(conn)
    places = targets.accounts(conn).items()
    return frozenset((place.account, place.region) for name, place in places if (name, "alarms") not in whole)


def _highest(conn: Connection, watched: Sequence[Alarm], now: int) -> dict[Identity, dict[str, float | None]]:
    """The highest values and sums of two weeks, of functions and queues that alarms watch."""
    things = {each for alarm in watched for each in alarm.watches}
    found = (points.totals(conn, kind, now - BACK_S, now, HOUR, names) for kind, names in HIGHEST.items() if things)
    return {each: values for totals in found for each, values in totals.items() if each in things}


def _seldom(
    conn: Connection, watched: Sequence[Alarm], highest: Mapping[Identity, Mapping[str, float | None]], now: int
) -> dict[Identity, list[int]]:
    """The minutes in which functions were invoked that are invoked seldom, where it matters to an alarm."""
    matters = {each for alarm in watched if is_about_runs(alarm) for each in alarm.watches}
    calls = {each: columns["invocations"] for each, columns in highest.items() if each.kind is Kind.FUNCTION}
    few = [each for each, count in calls.items() if count and count <= SELDOM and each in matters]
    return moments.minutes_above_zero(conn, few, "invocations", now - BACK_S, now)


def _busy(conn: Connection, known: list[Function], now: int) -> frozenset[Identity]:
    found = points.totals(conn, Kind.FUNCTION, now - BUSY_S, now, HOUR, ("invocations",))
    recent = points.totals(conn, Kind.FUNCTION, now - HOUR, now, MINUTE, ("invocations",))
    invoked = {identity for totals in (found, recent) for identity, values in totals.items() if values["invocations"]}
    return frozenset(function.identity for function in known if function.identity in invoked)
