"""Why messages died, by what consumers logged: records that name a message, else errors of the request that did."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from webapp.analysis.log_records.parse import parse
from webapp.analysis.log_records.records import LogRecord

MOST_NAMED = 100
"""Ids a query: as many fit into the 10,000 characters of StartQuery (CloudWatch Logs API reference)."""
ROWS = 5_000
SLACK_S = 120
"""Log events arrive late, and clocks differ."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the records that name messages say: causes by message, and requests that named some and say no more."""

    causes: Mapping[str, str] = field(default_factory=dict)
    requests: Mapping[str, frozenset[str]] = field(default_factory=dict)


def naming(ids: Iterable[str]) -> str:
    """A Logs Insights query for records that name any of the ids, newest first. Only what ids are made of is taken."""
    safe = [each for each in ids if each and all(letter.isalnum() or letter == "-" for letter in each)]
    return f"fields @timestamp, @message | filter @message like /{'|'.join(safe[:MOST_NAMED])}/ | sort @timestamp desc"


def told_of(ids: Collection[str], messages: Iterable[str]) -> Told:
    """What the events of `naming(ids)` say, the newest first: the newest error that names a message is its cause."""
    causes: dict[str, str] = {}
    requests: dict[str, set[str]] = {}
    for text in messages:
        record = parse(text)
        for name in (each for each in ids if each in text):
            if cause := cause_in(record):
                causes.setdefault(name, cause)
            elif record.request_id:
                requests.setdefault(record.request_id, set()).add(name)
    open_ones = {request: frozenset(names - causes.keys()) for request, names in requests.items()}
    return Told(causes, {request: names for request, names in open_ones.items() if names})


def by_request(requests: Mapping[str, frozenset[str]], messages: Iterable[str]) -> dict[str, str]:
    """Causes by message from the log events of `naming(requests)`: the newest error of a request that named it."""
    causes: dict[str, str] = {}
    for text in messages:
        record = parse(text)
        cause = cause_in(record)
        for request in (each for each in requests if each in text) if cause else ():
            for name in requests[request]:
                causes.setdefault(name, cause)
    return causes


def cause_in(record: LogRecord) -> str:
    """What went wrong in the record's own words; empty where it tells of nothing that did."""
    if record.is_error:
        first = record.message.strip().partition("\n")[0]
        return f"{record.error_type}: {first}" if record.error_type and record.error_type not in first else first
    if record.report and record.report.error_type:
        return record.report.error_type
    return ""
