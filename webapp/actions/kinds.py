"""What can be done to AWS: one line a kind of plan, and each is a kind of job, too; and what is read on demand."""

from collections.abc import Callable
from functools import partial

from webapp import jobs
from webapp.actions import alarm_history, facts, live_tails, log_causes, log_queries, redrive, redrive_plan
from webapp.actions.alarms import firing, muting, setting, unmuting
from webapp.actions.plans import Acting, Action, perform
from webapp.pages import cause_question
from webapp.store import asked_series, tails

ACTIONS: dict[str, Action] = {
    redrive_plan.KIND: Action(facts.read, redrive.perform, redrive.ended),
    **dict.fromkeys(setting.KINDS, setting.SETTING),
    firing.KIND: firing.TEST_FIRE,
    muting.KIND: muting.MUTE,
    unmuting.KIND: unmuting.UNMUTE,
}

READINGS: dict[str, Callable[[Acting, jobs.Working], jobs.Result]] = {
    asked_series.JOB: alarm_history.read_history,
    log_queries.KIND: log_queries.perform,
    cause_question.KIND: log_causes.perform,
    tails.KIND: live_tails.perform,
}
"""Jobs that only read AWS, and so need no plan."""


def job_kinds(acting: Acting) -> dict[str, jobs.Kind]:
    """The kinds of jobs that come of plans, those that are due later and those that read, for whoever performs them."""
    planned = {kind: partial(perform, action, acting) for kind, action in ACTIONS.items()}
    reading = {kind: partial(read, acting) for kind, read in READINGS.items()}
    return {**planned, unmuting.ENDING: partial(unmuting.end_when_due, acting), **reading}
