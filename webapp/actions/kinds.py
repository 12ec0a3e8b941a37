"""What can be done to AWS: one line a kind of plan, and each is a kind of job, too."""

from functools import partial

from webapp import jobs
from webapp.actions import facts, redrive, redrive_plan
from webapp.actions.alarms import firing, muting, setting, unmuting
from webapp.actions.plans import Acting, Action, perform

ACTIONS: dict[str, Action] = {
    redrive_plan.KIND: Action(facts.read, redrive.perform, redrive.ended),
    **dict.fromkeys(setting.KINDS, setting.SETTING),
    firing.KIND: firing.TEST_FIRE,
    muting.KIND: muting.MUTE,
    unmuting.KIND: unmuting.UNMUTE,
}


def job_kinds(acting: Acting) -> dict[str, jobs.Kind]:
    """The kinds of jobs that come of plans, and those that are due later, for the process that performs them."""
    planned = {kind: partial(perform, action, acting) for kind, action in ACTIONS.items()}
    return {**planned, unmuting.ENDING: partial(unmuting.end_when_due, acting)}
