"""Errors that functions write to their logs: how many each five minutes, and the newest records themselves.

What looks like an error is asked for by patterns over the message, so that text, JSON of any logger and half a record
are found alike, even where a handler caught everything and Lambda's Errors stay at 0. Whoever reads the samples can
tell what only looks like one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from collectors import insights
from collectors.aws import Aws
from collectors.insights import Insights, Query, Row
from collectors.log_reading import WRITER, Batch, chunks
from collectors.log_shape import BUCKET_S, milliseconds, seconds
from collectors.records import Ask, Chunk, ErrorCount, ErrorSample, ErrorsRead, Identity, Window
from collectors.targets import Target

NAME = "log_errors"
EVERY = 300
NEEDS: tuple[str, ...] = insights.NEEDS

MOST_SAMPLES = 1_000
"""Records that are fetched by one query: a million errors in an hour are a thousand samples and a count."""

LONGEST_TEXT = 8_192
"""Characters of a record that are fetched: a line may be 256 KB, a stack's own frames stand in its first few."""

LOOKS_LIKE_AN_ERROR = r"""filter (
    @message like /(?i)"(level|severity|levelname|log_level|loglevel|log\.level|@l|lvl)"\s*:\s*("(error|err|fatal|critical|crit|severe|alert|emergency|panic)"|50|60)/
    or @message like /^[^{]{0,100}\b(ERROR|CRITICAL|FATAL|SEVERE|PANIC)\b/
    or @message like /"(errorType|stackTrace)"\s*:/
    or @message like /Traceback \(most recent call last\)|Exception in thread|Invoke Error|Uncaught Exception|Unhandled Promise/
    or @message like /^panic: /
    or @message like /\n\s+at [^\n]+\([^\n]*\)/
    or @message like /Task timed out after [0-9.]+ seconds|Runtime exited|Process exited before completing/
    or (type = "platform.report" and (record.status = "timeout" or record.errorType like /^(Runtime|Sandbox|Extension)\./))
    or type = "platform.fault" )
| filter @type != "REPORT" or not ispresent(@type)
| filter type != "platform.report" or record.status = "timeout" or record.errorType like /^(Runtime|Sandbox|Extension)\./ or not ispresent(type)"""  # noqa: E501

COUNTS = f"""{LOOKS_LIKE_AN_ERROR}
| {WRITER}
| stats count(*) as records by @log, writer, version, bin({BUCKET_S}s) as bucket
| limit {insights.RESULTS_A_PAGE * 10}"""

SAMPLES = f"""{LOOKS_LIKE_AN_ERROR}
| {WRITER}
| sort @timestamp desc
| display @timestamp, @log, @logStream, writer, version, substr(@message, 0, {LONGEST_TEXT}) as text,
    coalesce(@requestId, requestId, record.requestId) as request
| limit {MOST_SAMPLES}"""


def collect(aws: Aws, target: Target, ask: Ask, now: int) -> Iterator[Chunk]:
    """Counts of every function's error records, and samples of those that have some."""
    yield from chunks(aws, ask, ask.functions, _read, now)


def _read(asking: Insights, batch: Batch, window: Window) -> ErrorsRead:
    counts = tuple(_counts(batch, asking.ask(_query(COUNTS, batch.groups, window)).rows))
    samples: list[ErrorSample] = []
    for groups in lots(_by_group(batch, counts)):
        rows = asking.ask(_query(SAMPLES, groups, window)).rows
        samples.extend(filter(None, (_sample(batch, row) for row in rows)))
    return ErrorsRead(tuple(each.identity for each in batch.functions), window, counts, tuple(samples))


def lots(records: Mapping[str, int]) -> Iterator[list[str]]:
    """The log groups in lots whose records all fit into one answer; one that has more than that is asked alone."""
    lot: list[str] = []
    size = 0
    for group, count in sorted(records.items(), key=lambda item: (item[1], item[0])):
        if lot and size + count > MOST_SAMPLES:
            yield lot
            lot, size = [], 0
        lot.append(group)
        size += count
    if lot:
        yield lot


def _query(text: str, groups: Iterable[str], window: Window) -> Query:
    return Query(text, tuple(groups), window.start, window.end, NAME)


def _counts(batch: Batch, rows: Iterable[Row]) -> Iterator[ErrorCount]:
    for row in rows:
        writer = batch.writer(row)
        if writer and row.get("bucket") and row.get("records", "").isdecimal():
            yield ErrorCount(writer.identity, row.get("version", ""), seconds(row["bucket"]), int(row["records"]))


def _by_group(batch: Batch, counts: Iterable[ErrorCount]) -> dict[str, int]:
    group_of: dict[Identity, str] = {each.identity: each.log_group for each in batch.functions}
    records: dict[str, int] = defaultdict(int)
    for count in counts:
        records[group_of[count.function]] += count.records
    return records


def _sample(batch: Batch, row: Row) -> ErrorSample | None:
    writer, stamp = batch.writer(row), row.get("@timestamp")
    if writer is None or not stamp:
        return None
    return ErrorSample(
        writer.identity,
        row.get("version", ""),
        milliseconds(stamp),
        row.get("@logStream", ""),
        row.get("text", ""),
        row.get("request", ""),
    )
