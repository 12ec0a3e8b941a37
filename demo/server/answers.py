"""Everything that is answered in front of moto, by X-Amz-Target (`service.Action` where a service has none)."""

from collections.abc import Callable

from demo import cloudtrail, cost_explorer, pricing, tagging
from demo.cloudwatch import metrics
from demo.cloudwatch.alarms import changing as alarm_changes
from demo.cloudwatch.alarms import describing, history, muting
from demo.lambda_ import changing, invoking, mappings, qualifiers, reading
from demo.logs import groups, insights, tailing, writing
from demo.logs import reading as log_reading
from demo.server.calls import Call
from demo.server.denials import may_assume
from demo.server.state import Answerer, State
from demo.sqs import managing, moving, receiving, sending

ANSWERS: dict[str, Answerer] = {
    **reading.ANSWERS,
    **changing.ANSWERS,
    **invoking.ANSWERS,
    **qualifiers.ANSWERS,
    **mappings.ANSWERS,
    **managing.ANSWERS,
    **sending.ANSWERS,
    **moving.ANSWERS,
    **receiving.ANSWERS,
    **metrics.ANSWERS,
    **describing.ANSWERS,
    **history.ANSWERS,
    **alarm_changes.ANSWERS,
    **muting.ANSWERS,
    **cloudtrail.ANSWERS,
    **pricing.ANSWERS,
    **cost_explorer.ANSWERS,
    **tagging.ANSWERS,
    **groups.ANSWERS,
    **insights.ANSWERS,
    **log_reading.ANSWERS,
    **writing.ANSWERS,
    **tailing.ANSWERS,
}
"""The tables of the answering modules put together."""

GUARDS: dict[str, Callable[[Call, State], None]] = {
    "sts.AssumeRole": lambda call, state: may_assume(call, state.roles),
}
"""What moto answers, but only after a look of ours: it would let anybody assume any role."""

OURS = frozenset({"lambda", "sqs", "monitoring", "logs", "cloudtrail", "tagging", "pricing", "ce"})
"""Services of which moto is not asked at all: it knows nothing of what we hold."""
