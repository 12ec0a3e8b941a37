"""What a plan does to each alarm, from one whole definition to another, and how that is said."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collectors.records import Identity, Kind
from webapp.analysis.alarm_writing.definition import Definition
from webapp.analysis.alarm_writing.differences import differences, fields_of
from webapp.store.plans import Plan

MOST_SAID = 3
METRIC_USD = 0.10
"""A standard-resolution alarm metric a month; an anomaly band counts as three (CloudWatch's price page)."""


@dataclass(frozen=True, slots=True)
class AlarmStep:
    """One alarm; None stands for an alarm that is not there."""

    alarm: Identity
    before: Definition | None
    after: Definition | None

    @property
    def key(self) -> str:
        """Names it in progress and results."""
        return f"{self.alarm.name} ({self.alarm.account}, {self.alarm.region})"

    @property
    def text(self) -> str:
        """One sentence."""
        if self.before is None:
            return f"Create {self.alarm.name}, about ${monthly_usd(self.after or {}):.2f} a month."
        if self.after is None:
            return f"Delete {self.alarm.name}. Its definition is kept here; CloudWatch forgets its state."
        moved = differences(self.before, self.after)
        said = "; ".join(f"{each.field} {each.before or 'none'} → {each.after or 'none'}" for each in moved[:MOST_SAID])
        more = f"; and {len(moved) - MOST_SAID} more" if len(moved) > MOST_SAID else ""
        return f"Change {self.alarm.name}: {said}{more}."


def monthly_usd(definition: Definition) -> float:
    """What an alarm costs a month, without the free ones."""
    if "AlarmRule" in definition:
        return 0.50
    lines = [line for line in definition.get("Metrics", ()) if "MetricStat" in line]
    banded = any("ANOMALY_DETECTION_BAND" in line.get("Expression", "") for line in definition.get("Metrics", ()))
    return METRIC_USD * (max(1, len(lines)) + (2 if banded else 0))


def kept(steps: Iterable[AlarmStep]) -> dict[str, Any]:
    """As a plan keeps them."""
    return {"alarms": [{"alarm": _plain(s.alarm), "before": s.before, "after": s.after} for s in steps]}


def steps_of(plan: Plan) -> list[AlarmStep]:
    """From what a plan kept."""
    rows: Sequence[Mapping[str, Any]] = plan.shown["alarms"]
    return [AlarmStep(identity_in(row["alarm"]), row["before"], row["after"]) for row in rows]


def digest_of(shown: Mapping[str, Any]) -> str:
    """What a plan is bound to: SHA-256 of the definitions before and after."""
    return hashlib.sha256(json.dumps(shown["alarms"], sort_keys=True).encode()).hexdigest()


def facts_of(definitions: Mapping[Identity, Definition | None]) -> dict[str, Any]:
    """What must still hold when it is done, a fact a field, so that what has changed can be named."""
    facts: dict[str, Any] = {}
    for alarm, definition in definitions.items():
        where = f"{alarm.name} ({alarm.account}, {alarm.region})"
        facts[where] = "there" if definition else "not there"
        facts |= {f"{where} {field}": value for field, value in fields_of(definition).items()}
    return facts


def identity_in(row: Mapping[str, str]) -> Identity:
    """From plain values."""
    return Identity(row["partition"], row["account"], row["region"], Kind(row["kind"]), row["name"])


def _plain(alarm: Identity) -> dict[str, str]:
    names = ("partition", "account", "region", "kind", "name")
    return {name: str(getattr(alarm, name)) for name in names}
