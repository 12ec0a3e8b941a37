"""/api/v1/alarms/audit: what is wrong with the alarms, by risk."""

from collections.abc import Mapping
from dataclasses import dataclass

from collectors.records import Identity
from webapp.analysis.alarm_audit.finding import Finding, Risk
from webapp.api.operations import Operation
from webapp.pages import alarm_audit
from webapp.services import services


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """`rule` is missing, cannot_fire, unheard, cries_wolf or stuck; `about` an alarm, or what has none.

    `mend` are the members that would mend it, as the builder's fields; `deed` is delete, enable or unmute instead.
    """

    rule: str
    risk: Risk
    about: Identity
    text: str
    mend: Mapping[str, str]
    deed: str


@dataclass(frozen=True, slots=True)
class AlarmAudit:
    """All findings, the riskiest first. `unread` are accounts and regions (`account/region`) whose alarms were never
    read completely: what has none there is not among the findings.
    """

    findings: tuple[AuditFinding, ...]
    unread: tuple[str, ...]


def alarm_findings() -> AlarmAudit:
    """Everything that is found."""
    here = services()
    with here.store.read() as conn:
        page = alarm_audit.load(conn, here.clock.now())
    return AlarmAudit(tuple(_finding(each) for each in page.findings), tuple(map("/".join, page.unread)))


def _finding(each: Finding) -> AuditFinding:
    return AuditFinding(each.rule, each.risk, each.about, each.text, dict(each.mend), each.deed)


OPERATIONS = (Operation("/alarms/audit", "What is wrong with the alarms, by risk.", alarm_findings, AlarmAudit),)
