"""Queries that somebody on call needs, ready to be asked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query with the name that it is chosen by."""

    name: str
    title: str
    text: str


SAVED = (
    SavedQuery(
        "errors",
        "Newest errors",
        "fields @timestamp, @message, @logStream\n"
        '| filter @message like /(?i)"level"\\s*:\\s*"(error|critical|fatal)"/ or @message like /\\[?ERROR\\]?/'
        " or @message like /Task timed out|Runtime exited|Traceback/\n"
        "| sort @timestamp desc\n| limit 100",
    ),
    SavedQuery(
        "timeouts",
        "Timeouts by five minutes",
        "filter @message like /Task timed out after/\n| stats count(*) as timeouts by bin(5m)",
    ),
    SavedQuery(
        "slowest",
        "Slowest invocations",
        'filter @type = "REPORT" or type = "platform.report"\n'
        "| fields @timestamp, coalesce(@requestId, record.requestId) as request,"
        " coalesce(@duration, record.metrics.durationMs) as ms\n"
        "| sort ms desc\n| limit 25",
    ),
    SavedQuery(
        "cold-starts",
        "Cold starts by version",
        'filter @type = "REPORT" or type = "platform.report"\n'
        "| fields coalesce(@initDuration, record.metrics.initDurationMs) as init\n"
        "| parse @logStream /\\[(?<version>[^\\]]+)\\]/\n"
        "| stats count(*) as invocations, count(init) as cold, pct(init, 50) as p50, pct(init, 95) as p95 by version",
    ),
    SavedQuery(
        "memory",
        "Memory used against what there is",
        'filter @type = "REPORT" or type = "platform.report"\n'
        "| fields coalesce(record.metrics.maxMemoryUsedMB, @maxMemoryUsed / 1000000) as used,"
        " coalesce(record.metrics.memorySizeMB, @memorySize / 1000000) as size\n"
        "| stats max(used) as most, pct(used, 95) as p95, max(size) as of by bin(1h)",
    ),
    SavedQuery(
        "loudest",
        "Which function writes most",
        "stats count(*) as records, sum(strlen(@message)) as characters by @log\n| sort characters desc\n| limit 25",
    ),
    SavedQuery(
        "newest", "Newest records", "fields @timestamp, @message, @logStream\n| sort @timestamp desc\n| limit 200"
    ),
)
BY_NAME = {query.name: query for query in SAVED}


def story_of(request_id: str) -> str:
    """The query for everything that one request logged, and that names it."""
    quoted = request_id.replace("\\", "").replace('"', "")[:100]
    lines = (
        "fields @timestamp, @message, @logStream",
        f'filter @message like "{quoted}"',
        "sort @timestamp asc",
        "limit 1000",
    )
    return "\n| ".join(lines)
