"""One group of errors: its trend, whom it affects, records with their requests, and a note to hand over."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from collectors.durations import DAY
from collectors.records import Identity
from webapp.analysis.error_groups import Sampled
from webapp.analysis.log_records.parse import parse
from webapp.analysis.log_records.records import Frame
from webapp.analysis.masking import masked
from webapp.config import Config
from webapp.http.not_here import NotHere
from webapp.pages import logs_looked
from webapp.pages.error_lines import GroupLine, May, group_lines, readable
from webapp.pages.logs_looked import LogsLooked
from webapp.pages.time_range import TimeRange
from webapp.store import Connection, error_groups, error_samples
from webapp.words.documents import pretty

MOST_SAMPLES = 30
MOST_FRAMES = 12
LONGEST_MESSAGE = 400


@dataclass(frozen=True, slots=True)
class FrameLine:
    """One frame of a stack as `schema.py:41 parse_coupon`; `own` is the application's code."""

    text: str
    own: bool


@dataclass(frozen=True, slots=True)
class SampleLine:
    """One record; `text` is masked, JSON is indented, and None where the reader may not see it.

    `says` is its message, masked, too; `frames` is the stack behind it, the innermost first.
    """

    function: Identity
    version: str
    at: int
    stream: str
    request_id: str
    text: str | None
    says: str = ""
    frames: tuple[FrameLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorGroupPage:
    """Everything about one group within `shown`; `handoff` is the same as Markdown, for a chat or a ticket."""

    line: GroupLine
    samples: tuple[SampleLine, ...]
    withheld: bool
    handoff: str
    shown: TimeRange
    looked: LogsLooked


def load(conn: Connection, config: Config, key: str, shown: TimeRange, may_read: May, now: int) -> ErrorGroupPage:
    """The page of a group; NotHere where there is none of this key."""
    if error_groups.group_of(conn, key) is None:
        raise NotHere("There is no such group of errors: it may be older than what is kept.")
    looked = logs_looked.load(conn, config, "log_errors", now)
    start = shown.start // 300 * 300
    lines = group_lines(conn, error_groups.counts(conn, start, shown.end, key=key), looked, start, shown.end, now)
    if not lines:
        shown = TimeRange(now - 15 * DAY, now, "-15d", "now")
        counts = error_groups.counts(conn, shown.start, shown.end, key=key)
        lines = group_lines(conn, counts, looked, shown.start, shown.end, now)
    if not lines:
        raise NotHere("This group of errors was not seen within fifteen days.")
    samples = _sample_lines(error_samples.samples(conn, key=key, most=MOST_SAMPLES), may_read)
    line = readable(lines[0], may_read)
    withheld = any(sample.text is None for sample in samples)
    return ErrorGroupPage(line, samples, withheld, handoff(line, samples, shown), shown, looked)


def handoff(line: GroupLine, samples: Iterable[SampleLine], shown: TimeRange) -> str:
    """What somebody who takes over needs to know, as Markdown."""
    about = "about " if line.estimated else ""
    seen = f"first seen {_time(line.first_seen)}, last seen {_time(line.last_seen)}"
    told = [
        f"### {_one_line(line.title)}",
        "",
        f"- {about}{line.records} records from {_time(shown.start)} to {_time(shown.end)}",
        f"- {seen}" + (", **NEW**" if line.new else ""),
        *([f"- message: `{_one_line(line.message)}`"] if line.message else []),
        *([f"- at `{_one_line(line.frame)}`"] if line.frame else []),
        *([_followed(line)] if line.followed else []),
    ]
    for each in line.functions:
        where = f"{each.identity.account} {each.identity.region}"
        told.append(f"- `{each.identity.name}` ({where}): {each.records}, version {', '.join(each.versions)}")
    requests = [sample.request_id for sample in samples if sample.request_id][:5]
    if requests:
        told.append("- requests: " + ", ".join(f"`{_one_line(request)}`" for request in requests))
    return "\n".join(told) + "\n"


def _followed(line: GroupLine) -> str:
    deploy = line.followed
    return f"- after the deploy of `{deploy.function.name}` at {_time(deploy.change.at)}" if deploy else ""


def _sample_lines(samples: Iterable[Sampled], may_read: May) -> tuple[SampleLine, ...]:
    allowed: dict[Identity, bool] = {}
    lines = []
    for each in samples:
        sample = each.sample
        if sample.function not in allowed:
            allowed[sample.function] = may_read(sample.function)
        at = sample.at // 1000
        line = SampleLine(sample.function, sample.version, at, sample.stream, each.request_id, None)
        lines.append(_read(line, sample.text) if allowed[sample.function] else line)
    return tuple(lines)


def _read(line: SampleLine, text: str) -> SampleLine:
    record = parse(text)
    frames = tuple(FrameLine(masked(_frame(each)), each.own) for each in record.frames[:MOST_FRAMES])
    return replace(line, text=pretty(text), says=masked(record.message[:LONGEST_MESSAGE]), frames=frames)


def _frame(frame: Frame) -> str:
    return f"{frame.file}{f':{frame.line}' if frame.line else ''} {frame.function}".rstrip()


def _one_line(text: str) -> str:
    return " ".join(text.replace("`", "'").split())


def _time(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")
