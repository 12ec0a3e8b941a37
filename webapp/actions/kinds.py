"""What can be done to AWS: one line a kind of plan, and each is a kind of job, too."""

from functools import partial

from webapp import jobs
from webapp.actions import facts, redrive, redrive_plan
from webapp.actions.plans import Acting, Action, perform

ACTIONS: dict[str, Action] = {
    redrive_plan.KIND: Action(facts.read, redrive.perform, redrive.ended),
}


def job_kinds(acting: Acting) -> dict[str, jobs.Kind]:
    """The kinds of jobs that come of plans, for the process that performs them."""
    return {kind: partial(perform, action, acting) for kind, action in ACTIONS.items()}
