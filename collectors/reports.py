"""What Lambda reports of every invocation in the logs: cold starts, memory, billed time, timeouts; by five minutes.

Text REPORT lines and JSON platform.report events are read alike. Their fields: Lambda developer guide, "Lambda log
format" and the Telemetry API's schema; CloudWatch Logs discovers @duration, @initDuration … of text reports alone
(memory in bytes, powers of 1000), so that the JSON's fields stand beside them in every `coalesce`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from collectors import insights
from collectors.aws import Aws
from collectors.insights import Insights, Query, Row
from collectors.log_reading import WRITER, Batch, chunks
from collectors.log_shape import BUCKET_S, milliseconds, reports, seconds
from collectors.records import Ask, Chunk, ColdStart, Function, ReportBucket, ReportsRead, Window
from collectors.targets import Target

NAME = "reports"
EVERY = 300
NEEDS: tuple[str, ...] = insights.NEEDS

MOST_COLD_STARTS = 10_000
"""More than these in one query are left to the buckets' own percentiles."""

MEGABYTE = 1_000_000

_EVENTS = f"""filter @type = "REPORT" or type = "platform.report"
    or (type = "platform.initReport" and record.phase = "init" and record.status = "timeout")
    or @message like /^INIT_REPORT .*Phase: init\\s+Status: timeout/
    or @message like /Task timed out after [0-9.]+ seconds/ or @message like /signal: killed/
| {WRITER}
| parse @message /^REPORT [\\s\\S]*?Restore Duration: (?<restoreText>[0-9.]+) ms/
| parse @message /^REPORT [\\s\\S]*?Billed Restore Duration: (?<billedRestoreText>[0-9.]+) ms/
| parse @message /^REPORT [\\s\\S]*?Status: (?<statusText>[a-z]+)/
| parse @message /^REPORT [\\s\\S]*?Error Type: (?<errorText>[A-Za-z.]+)/
| parse @message /^INIT_REPORT Init Duration: (?<cutText>[0-9.]+) ms/
| parse @message /(?<lateText>Task timed out after)/
| parse @message /(?<killedText>signal: killed)/
| fields coalesce(@duration, record.metrics.durationMs) as duration,
    coalesce(@billedDuration, record.metrics.billedDurationMs) as billed,
    coalesce(@initDuration, record.metrics.initDurationMs) as init,
    coalesce(restoreText, record.metrics.restoreDurationMs) as restore,
    coalesce(billedRestoreText, record.metrics.billedRestoreDurationMs) as billedRestore,
    coalesce(@memorySize / {MEGABYTE}, record.metrics.memorySizeMB) as memory,
    coalesce(@maxMemoryUsed / {MEGABYTE}, record.metrics.maxMemoryUsedMB) as maxMemory,
    coalesce(statusText, record.status, "") as status,
    coalesce(errorText, record.errorType, "") as error,
    coalesce(type, "") as event"""

BUCKETS = f"""{_EVENTS}
| stats count(duration) as reports, count(init) as inits, count(restore) as restores, count(*) as events,
    count(cutText) as cuts, count(lateText) as late, count(killedText) as killed,
    sum(strcontains(status, "timeout")) as timedOut, sum(strcontains(error, "OutOfMemory")) as outOfMemory,
    sum(billed) as billedMs, sum(billedRestore) as billedRestoreMs,
    pct(duration, 50) as durationP50, pct(duration, 95) as durationP95, max(duration) as durationMax,
    pct(init, 50) as initP50, pct(init, 95) as initP95, max(init) as initMax,
    pct(restore, 50) as restoreP50, pct(restore, 95) as restoreP95, max(restore) as restoreMax,
    max(memory) as memoryMb, max(maxMemory) as maxMemoryMb
    by @log, writer, version, event, bin({BUCKET_S}s) as bucket
| limit {insights.RESULTS_A_PAGE * 10}"""

COLD_STARTS = f"""{_EVENTS}
| filter ispresent(init) or ispresent(restore) or ispresent(cutText) or event = "platform.initReport"
| sort @timestamp asc
| display @timestamp, @log, writer, version, event, init, restore, cutText, duration, memory, maxMemory,
    coalesce(@requestId, record.requestId) as request
| limit {MOST_COLD_STARTS}"""

_CUT_EVENT = "platform.initReport"


def collect(aws: Aws, target: Target, ask: Ask, now: int) -> Iterator[Chunk]:
    """The reports of every function that has some; a cold start each where they are few."""
    yield from chunks(aws, ask, [each for each in ask.functions if reports(each)], _read, now)


def _read(asking: Insights, batch: Batch, window: Window) -> ReportsRead:
    found = asking.ask(_query(BUCKETS, batch.groups, window)).rows
    buckets = tuple(_buckets(batch, found))
    started = sum(bucket.cold_starts for bucket in buckets)
    there = {bucket.function for bucket in buckets if bucket.cold_starts}
    cold: tuple[ColdStart, ...] | None = ()
    if started > MOST_COLD_STARTS:
        cold = None
    elif started:
        groups = sorted({each.log_group for each in batch.functions if each.identity in there})
        rows = asking.ask(_query(COLD_STARTS, groups, window)).rows
        cold = tuple(filter(None, (_cold_start(batch, row) for row in rows)))
    return ReportsRead(tuple(each.identity for each in batch.functions), window, buckets, cold)


def _query(text: str, groups: Iterable[str], window: Window) -> Query:
    return Query(text, tuple(groups), window.start, window.end, NAME)


def _buckets(batch: Batch, rows: Iterable[Row]) -> Iterator[ReportBucket]:
    """One bucket of rows that differ in the kind of event alone: text, JSON report, cut init."""
    found: dict[tuple[Function, str, int], list[Row]] = defaultdict(list)
    for row in rows:
        if (writer := batch.writer(row)) and row.get("bucket"):
            found[writer, row.get("version", ""), seconds(row["bucket"])].append(row)
    for (function, version, ts), same in found.items():
        same.sort(key=lambda row: -_count(row, "reports"))
        yield _bucket(function, version, ts, same)


def _bucket(function: Function, version: str, ts: int, rows: list[Row]) -> ReportBucket:
    """Sums of all rows; percentiles cannot be added up and are those of the row with the most reports."""
    reported = [row for row in rows if row.get("event") != _CUT_EVENT]
    most = reported[0] if reported else {}

    def total(name: str) -> int:
        return sum(_count(row, name) for row in reported)

    def highest(name: str) -> float | None:
        return max((value for row in reported if (value := _number(row, name)) is not None), default=None)

    cuts = sum(_count(row, "events") for row in rows if row.get("event") == _CUT_EVENT)
    bucket = ReportBucket(
        function.identity,
        version,
        ts,
        total("reports"),
        total("inits"),
        total("restores"),
        total("cuts") + cuts,
        max(total("timedOut"), total("late")),
        max(total("outOfMemory"), total("killed")),
        _sum(reported, "billedMs"),
        _sum(reported, "billedRestoreMs"),
        memory_mb=_number(most, "memoryMb"),
        max_memory_mb=highest("maxMemoryMb"),
    )
    return replace(bucket, **_percentiles(most))


def _percentiles(row: Row) -> dict[str, Any]:
    return {
        f"{kind}_{statistic.lower()}_ms": _number(row, f"{kind}{statistic}")
        for kind in ("duration", "init", "restore")
        for statistic in ("P50", "P95", "Max")
    }


def _cold_start(batch: Batch, row: Row) -> ColdStart | None:
    writer, stamp = batch.writer(row), row.get("@timestamp")
    kind, took = _kind(row)
    if writer is None or not stamp or took is None:
        return None
    return ColdStart(
        writer.identity,
        row.get("version", ""),
        milliseconds(stamp),
        kind,
        took,
        row.get("request", ""),
        _number(row, "memory"),
        _number(row, "maxMemory"),
    )


def _kind(row: Row) -> tuple[str, float | None]:
    if row.get("event") == _CUT_EVENT:
        return "cut", _number(row, "duration")
    for kind, name in (("cut", "cutText"), ("restore", "restore"), ("init", "init")):
        if (took := _number(row, name)) is not None:
            return kind, took
    return "", None


def _sum(rows: Iterable[Row], name: str) -> float | None:
    values = [value for row in rows if (value := _number(row, name)) is not None]
    return sum(values) if values else None


def _count(row: Row, name: str) -> int:
    return int(_number(row, name) or 0)


def _number(row: Row, name: str) -> float | None:
    try:
        return float(row[name])
    except (KeyError, ValueError):
        return None
