"""The reasons of a verdict as a page shows them: each leads to what explains it."""

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.analysis.verdict import Reason, Verdict
from webapp.charts.declared import Chart

ELSEWHERE = {
    "alarm": "alarms",
    "mapping": "sources",
    "dlq_depth": "queues",
    "dlq_growth": "queues",
    "message_loss": "queues",
    "backlog_age": "queues",
    "retention": "queues",
    "function_state": "configuration",
    "denied": "configuration",
    "reserved_zero": "configuration",
    "logged_errors": "function-logs",
    "memory": "function-logs",
    "cold_starts": "function-logs",
}
"""The sections of the page that explain what no chart does, by rule."""


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """A reason and the anchor of the chart or section that explains it, empty where nothing on the page does."""

    reason: Reason
    anchor: str


def reason_lines(verdict: Verdict, charts: Sequence[Chart]) -> tuple[ReasonLine, ...]:
    """The reasons, worst first."""
    return tuple(ReasonLine(reason, _anchor(reason.rule, charts)) for reason in verdict.reasons)


def trouble_starts(verdict: Verdict | None) -> tuple[int, ...]:
    """When the present troubles began, oldest first: one may have come on top of another; none where all is well."""
    if verdict is None:
        return ()
    troubles = [reason for reason in verdict.reasons if reason.state in ("BAD", "WARN")]
    starts = {reason.since for reason in troubles if reason.since is not None}
    return tuple(sorted(starts or ({verdict.since} if troubles else set())))


def _anchor(rule: str, charts: Sequence[Chart]) -> str:
    chart = next((chart.name for chart in charts if rule in chart.rules), "")
    if chart:
        return f"chart-{chart}"
    return "seen" if rule.startswith("blind_") else ELSEWHERE.get(rule, "")
