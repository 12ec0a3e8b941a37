"""The charts of a queue, as data."""

from webapp.analysis.wording import span
from webapp.charts.declared import Chart, Drawn, Level, Levels, Pane

DEPTH = Chart(
    "depth",
    "Messages in the queue",
    (
        Pane(
            "messages",
            "count",
            (
                Drawn("visible", "waiting", "p95"),
                Drawn("in_flight", "in flight", "p50"),
                Drawn("delayed", "delayed", "p99"),
            ),
        ),
    ),
    ("dlq_depth", "dlq_growth"),
)
AGE = Chart(
    "age",
    "Age of the oldest message",
    (Pane("oldest", "age", (Drawn("oldest_age_s", "oldest message", "p95"),), ("retention",)),),
    ("message_loss", "backlog_age", "retention"),
)
FLOW = Chart(
    "flow",
    "Messages sent and deleted",
    (
        Pane("sent", "count", (Drawn("sent", "sent", "good", "bar"),), per_period=True),
        Pane("deleted", "count", (Drawn("deleted", "deleted", "p50", "bar"),), per_period=True),
    ),
)
QUEUE_CHARTS = (DEPTH, AGE, FLOW)


def levels_of(retention_s: int) -> Levels:
    """A queue loses messages that reach its retention."""
    return {"retention": Level(retention_s, f"retention {span(retention_s)}")}
