"""Queues beside the function: where its failures go and what feeds it."""

from collections.abc import Iterator

from webapp.analysis.case import FunctionCase
from webapp.analysis.compose import blind, could_not_look
from webapp.analysis.queue_health import judge_queue
from webapp.analysis.verdict import Reason
from webapp.analysis.wording import clip

CONCERN_THE_FUNCTION = ("dlq_depth", "dlq_growth", "message_loss", "backlog_age", "blind_queues")
LONGEST_NAME = 80
"""Of a queue (SQS quotas: queue name)."""


def queues(case: FunctionCase) -> Iterator[Reason]:
    """What each queue's own judgement says, as far as it says something about the function.

    A single queue that could not be read is said here; queues that could not be read at all are said once, by the
    look at this part.
    """
    all_unread = any(look.part == "queues" and blind(look, case.now) for look in case.context.looks)
    for watched in sorted(case.context.queues, key=lambda w: w.queue.identity):
        limits = watched.limits or case.limits
        verdict = judge_queue(watched.queue, watched.points, watched.role, case.now, limits, case.before, watched.look)
        for reason in verdict.reasons:
            if reason.rule in CONCERN_THE_FUNCTION and not (all_unread and reason.rule == "blind_queues"):
                yield reason
    for unread in () if all_unread else case.context.unread_queues:
        yield from could_not_look([unread.look], case.now, f"The queue {clip(unread.name, LONGEST_NAME)} was")
