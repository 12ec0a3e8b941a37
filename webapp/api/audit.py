"""/api/v1/alarms/audit: what is wrong with the alarms, by risk."""

from dataclasses import dataclass

from collectors.records import Identity
from webapp.analysis.alarm_audit.finding import Risk
from webapp.api.operations import Operation
from webapp.pages import alarm_audit
from webapp.services import services


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """`rule` is missing, cannot_fire, unheard, cries_wolf or stuck; `about` an alarm, or what has none."""

    rule: str
    risk: Risk
    about: Identity
    text: str


@dataclass(frozen=True, slots=True)
class AlarmAudit:
    """All findings, the riskiest first."""

    findings: tuple[AuditFinding, ...]


def alarm_findings() -> AlarmAudit:
    """Everything that is found."""
    here = services()
    with here.store.read() as conn:
        page = alarm_audit.load(conn, here.clock.now())
    return AlarmAudit(tuple(AuditFinding(each.rule, each.risk, each.about, each.text) for each in page.findings))


OPERATIONS = (Operation("/alarms/audit", "What is wrong with the alarms, by risk.", alarm_findings, AlarmAudit),)
