"""The charts of what Lambda's reports say: how long starts took and how many there were, and the memory used."""

from webapp.charts.declared import Chart, Drawn, Pane
from webapp.charts.functions import MS

_NUMBERS = Pane(
    "cold starts",
    "count",
    (Drawn("inits", "started", "good", "bar"), Drawn("restores", "restored from a snapshot", "p50", "bar")),
    per_period=True,
)
COLD_STARTS = Chart(
    "cold-starts",
    "How long cold starts took",
    (
        Pane(
            "a start",
            "s",
            (Drawn("start_p50_ms", "p50", "p50", scale=MS), Drawn("start_p95_ms", "p95", "p95", scale=MS)),
        ),
        _NUMBERS,
    ),
    ("cold_starts",),
)
ROUGH_COLD_STARTS = Chart(
    COLD_STARTS.name,
    COLD_STARTS.title,
    (
        Pane(
            "a start",
            "s",
            (
                Drawn("start_p50_ms", "worst 5 minutes' p50", "p50", scale=MS),
                Drawn("start_p95_ms", "worst 5 minutes' p95", "p95", scale=MS),
            ),
        ),
        _NUMBERS,
    ),
    COLD_STARTS.rules,
)
"""Where there were too many starts to know each one."""

MEMORY = Chart(
    "memory",
    "Memory used",
    (
        Pane(
            "MB",
            "mb",
            (Drawn("max_memory_mb", "used at most", "p95"), Drawn("memory_mb", "what it has", "max")),
        ),
        Pane("ran out", "count", (Drawn("out_of_memory", "ran out of memory", "bad", "bar"),), per_period=True),
    ),
    ("memory",),
)
