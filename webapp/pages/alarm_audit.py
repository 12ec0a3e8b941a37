"""The audit of the alarms: what is found, by risk, each with what mends it."""

from collections import Counter
from dataclasses import dataclass

from collectors.records import Function, Identity, Kind
from webapp.analysis.alarm_audit.audit import audit
from webapp.analysis.alarm_audit.finding import Audited, Finding, Risk
from webapp.pages.queue_roles import is_dead_letter, ties_of
from webapp.store import Connection, action_failures, alarms, functions, mappings, points, queues, topics, transitions

BACK_S = 14 * 86_400
"""CloudWatch keeps an alarm's history for two weeks."""
BUSY_S = 86_400


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Everything that the page and its JSON twin show; `looked_at` is how many alarms, functions and queues."""

    findings: tuple[Finding, ...]
    looked_at: tuple[tuple[str, int], ...]

    @property
    def counts(self) -> dict[Risk, int]:
        """How many findings of each risk."""
        found = Counter(finding.risk for finding in self.findings)
        return {risk: found[risk] for risk in Risk}

    def of(self, risk: Risk) -> tuple[Finding, ...]:
        """The findings of one risk."""
        return tuple(finding for finding in self.findings if finding.risk is risk)


def load(conn: Connection, now: int) -> AuditPage:
    """Audit everything that is there."""
    audited = audited_of(conn, now)
    counts = (("alarms", len(audited.alarms)), ("functions", len(audited.functions)), ("queues", len(audited.queues)))
    return AuditPage(audit(audited), counts)


def audited_of(conn: Connection, now: int) -> Audited:
    """What the store knows."""
    known, there = functions.functions(conn), queues.queues(conn)
    ties = ties_of(known, mappings.mappings(conn), there)
    return Audited(
        now=now,
        functions={function.identity: function for function in known},
        queues={queue.identity: queue for queue in there},
        alarms=tuple(alarms.alarms(conn)),
        dead_letters=frozenset(queue.identity for queue in there if is_dead_letter(ties.get(queue.arn, ()), queue)),
        busy=_busy(conn, known, now),
        topics={topic.arn: topic for topic in topics.topics(conn)},
        transitions=tuple(transitions.recent_transitions(conn, now - BACK_S, now + 1)),
        failures=tuple(action_failures.failures_since(conn, now - BACK_S)),
    )


def _busy(conn: Connection, known: list[Function], now: int) -> frozenset[Identity]:
    found = points.totals(conn, Kind.FUNCTION, now - BUSY_S, now, 3_600)
    recent = points.totals(conn, Kind.FUNCTION, now - 3_600, now)
    invoked = {identity for totals in (found, recent) for identity, values in totals.items() if values["invocations"]}
    return frozenset(function.identity for function in known if function.identity in invoked)
