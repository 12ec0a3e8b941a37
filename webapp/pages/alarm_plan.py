"""A plan about alarms: what it would do field by field, how far its doing is, what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from collectors.records import Identity, Kind
from webapp.analysis.alarm_writing.differences import Difference, differences
from webapp.http.not_here import NotHere
from webapp.person import Person
from webapp.store import Connection
from webapp.store.jobs import Job, JobState, job_of
from webapp.store.plans import Plan, job_of_plan, plan_of

UNDER_WAY = (JobState.WAITING, JobState.RUNNING)
UNDONE_BY_PLAN = ("alarm_put", "alarm_change", "alarm_delete", "alarm_enable", "alarm_disable", "alarm_pack",
                  "alarm_undo")  # fmt: skip
SLOW_S = 15
"""A job that nobody claims for so long tells that no collector runs."""


@dataclass(frozen=True, slots=True)
class StepLine:
    """One alarm of a plan: how its definition differs, and what became of it, empty until then."""

    alarm: Identity
    text: str
    differences: tuple[Difference, ...]
    said: str

    @property
    def one_sided(self) -> bool:
        """Whether the alarm is made or deleted: there is nothing to compare."""
        return not all(any(getattr(each, side) for each in self.differences) for side in ("before", "after"))


@dataclass(frozen=True, slots=True)
class PlanPage:
    """`typed` must be typed to confirm, empty where nothing must. `result` is set when the job has ended."""

    id: str
    hash: str
    kind: str
    title: str
    identity: Identity
    person: str
    asked: Mapping[str, Any]
    steps: tuple[StepLine, ...]
    sentences: tuple[str, ...]
    warnings: tuple[str, ...]
    refusals: tuple[str, ...]
    usd_a_month: float
    typed: str
    created_at: int
    expires_at: int
    expired: bool
    mine: bool
    state: JobState | None
    waits_long: bool
    result: Mapping[str, Any]
    said: Mapping[str, str]

    @property
    def under_way(self) -> bool:
        """Whether its job goes on."""
        return self.state in UNDER_WAY

    @property
    def outcome(self) -> str:
        """`done`, `partly done`, `failed`, `cancelled`; empty before the end."""
        if self.state is None or self.under_way:
            return ""
        return str(self.result.get("outcome", self.state.value))

    @property
    def can_be_undone(self) -> bool:
        """Whether it changed definitions, and they are kept."""
        return self.kind in UNDONE_BY_PLAN and self.outcome in ("done", "partly done")


def load(conn: Connection, plan_id: str, person: Person, now: int) -> PlanPage:
    """The page of a plan; NotHere where there is none about alarms."""
    plan = plan_of(conn, plan_id)
    if plan is None or not plan.kind.startswith("alarm_"):
        raise NotHere("There is no such plan: plans are kept for a while only. Make a new one.")
    key = job_of_plan(conn, plan_id)
    job = None if key is None else job_of(conn, key)
    said = _said(job)
    return PlanPage(
        id=plan.id,
        hash=plan.hash,
        kind=plan.kind,
        title=str(plan.shown["title"]),
        identity=plan.identity,
        person=plan.person.name,
        asked=plan.asked,
        steps=_steps(plan, said),
        sentences=plan.steps,
        warnings=plan.warnings,
        refusals=plan.refusals,
        usd_a_month=float(plan.shown.get("usd_a_month", 0.0)),
        typed=typed_of(plan),
        created_at=plan.created_at,
        expires_at=plan.expires_at,
        expired=job is None and now >= plan.expires_at,
        mine=plan.person.name == person.name,
        state=job.state if job else None,
        waits_long=bool(job and job.state is JobState.WAITING and now - job.created_at >= SLOW_S),
        result=job.result if job else {},
        said=said,
    )


def typed_of(plan: Plan) -> str:
    """What must be typed before a plan that deletes is confirmed: the alarm's name, or how many they are."""
    gone = [row["alarm"]["name"] for row in plan.shown.get("alarms", ()) if row["after"] is None]
    return gone[0] if len(gone) == 1 else f"delete {len(gone)}" if gone else ""


def _steps(plan: Plan, said: Mapping[str, str]) -> tuple[StepLine, ...]:
    rows = plan.shown.get("alarms", ())
    return tuple(_line(row, text, said) for row, text in zip(rows, plan.steps, strict=True)) if rows else ()


def _line(row: Mapping[str, Any], text: str, said: Mapping[str, str]) -> StepLine:
    named = {**row["alarm"], "kind": Kind(row["alarm"]["kind"])}
    alarm = Identity(**named)
    key = f"{alarm.name} ({alarm.account}, {alarm.region})"
    return StepLine(alarm, text, differences(row["before"], row["after"]), said.get(key, ""))


def _said(job: Job | None) -> Mapping[str, str]:
    if job is None:
        return {}
    return {**job.progress.get("alarms", {}), **job.result.get("alarms", {})}
