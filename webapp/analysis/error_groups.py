"""Puts the error records of a look at the logs into groups by fingerprint, and says which groups are new. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from collectors.durations import HOUR
from collectors.records import ErrorCount, ErrorSample, ErrorsRead, Identity
from webapp.analysis.log_records.fingerprint import Fingerprint, fingerprint
from webapp.analysis.log_records.parse import parse
from webapp.analysis.log_records.records import Kind, LogRecord

BUCKET_S = 300
NEW_AFTER_S = 48 * HOUR
"""A group that was not seen for so long before is new when it comes."""

ABSENT_AT_LEAST_S = HOUR
"""Where the logs were not yet read that far back, a group counts as new after so much absence that was read."""

TIMED_OUT = "Sandbox.Timedout"
ENOUGH = 20
"""Samples of one bucket that are enough to tell its groups' shares by themselves."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many records of a group one version wrote in the five minutes from `ts` on.

    `estimated`: there were more records than were fetched; this is the group's share among those.
    """

    function: Identity
    version: str
    ts: int
    key: str
    records: int
    estimated: bool


@dataclass(frozen=True, slots=True)
class Sampled:
    """One error record and its group."""

    sample: ErrorSample
    key: str
    request_id: str


@dataclass(frozen=True, slots=True)
class Grouped:
    """What one look at the logs says, by group."""

    groups: Mapping[str, Fingerprint]
    counts: tuple[Counted, ...]
    samples: tuple[Sampled, ...]


@dataclass(frozen=True, slots=True)
class Novelty:
    """Whether a group is new; `since` is its first occurrence of the last 48 hours.

    `looked_back_s` is for how long before that the logs were read without seeing it, at most 48 hours.
    """

    new: bool
    since: int
    looked_back_s: int


def grouped(read: ErrorsRead) -> Grouped:
    """The groups of a look. What looked like an error to the query and is none when it is read is left out."""
    told = [(sample, record) for sample in read.samples if (record := error_in(sample.text))]
    prints = {id(sample): fingerprint(record) for sample, record in told}
    groups = {each.key: each for each in prints.values()}
    keys = [(sample, prints[id(sample)].key) for sample, _ in told]
    samples = tuple(
        Sampled(sample, prints[id(sample)].key, record.request_id or sample.request_id) for sample, record in told
    )
    return Grouped(groups, tuple(_counts(read, keys)), samples)


def error_in(text: str) -> LogRecord | None:
    """The record in a log event if it tells of an error; a report of a timeout does, for nothing else may."""
    record = parse(text)
    report = record.report
    if record.kind is Kind.REPORT and report and text.lstrip()[:1] == "{" and (report.timed_out or report.error_type):
        message = "Task timed out" if report.timed_out else f"The runtime ended: {report.error_type}"
        return record._replace(
            kind=Kind.FAILURE, message=message, error_type=TIMED_OUT if report.timed_out else report.error_type
        )
    return record if record.is_error else None


def novelty(first: int, previous: int | None, looked_since: int) -> Novelty:
    """`first` is the group's first occurrence of the last 48 hours, `previous` the one before these, if any."""
    if previous is not None:
        return Novelty(first - previous >= NEW_AFTER_S, first, min(NEW_AFTER_S, first - previous))
    looked_back = min(NEW_AFTER_S, max(0, first - looked_since))
    return Novelty(looked_back >= ABSENT_AT_LEAST_S, first, looked_back)


def _counts(read: ErrorsRead, keys: Sequence[tuple[ErrorSample, str]]) -> Iterator[Counted]:
    fetched: dict[Identity, list[ErrorSample]] = defaultdict(list)
    for sample in read.samples:
        fetched[sample.function].append(sample)
    for function, counts in _by_function(read.counts).items():
        own = [(sample, key) for sample, key in keys if sample.function == function]
        if len(fetched[function]) >= sum(count.records for count in counts):
            yield from _exact(own)
        else:
            yield from _estimated(counts, own, fetched[function])


def _exact(own: Iterable[tuple[ErrorSample, str]]) -> Iterator[Counted]:
    found = Counter((sample.function, sample.version, bucket_of(sample.at), key) for sample, key in own)
    for (function, version, ts, key), records in found.items():
        yield Counted(function, version, ts, key, records, False)


def _estimated(
    counts: Iterable[ErrorCount], own: Iterable[tuple[ErrorSample, str]], fetched: Sequence[ErrorSample]
) -> Iterator[Counted]:
    """Each bucket's total in the proportions of its own samples, or of all where it has too few."""
    overall: Counter[str] = Counter()
    by_bucket: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for sample, key in own:
        overall[key] += 1
        by_bucket[sample.version, bucket_of(sample.at)][key] += 1
    fetched_of = Counter((sample.version, bucket_of(sample.at)) for sample in fetched)
    for count in counts:
        here = (count.version, count.ts)
        alone = fetched_of[here] >= ENOUGH
        shares, of = (by_bucket[here], fetched_of[here]) if alone else (overall, len(fetched))
        for key, samples in shares.items():
            if records := round(count.records * samples / of):
                yield Counted(count.function, count.version, count.ts, key, records, True)


def _by_function(counts: Iterable[ErrorCount]) -> dict[Identity, list[ErrorCount]]:
    found: dict[Identity, list[ErrorCount]] = defaultdict(list)
    for count in counts:
        found[count.function].append(count)
    return found


def bucket_of(at_ms: int) -> int:
    """The start of the five minutes that a moment lies in."""
    return at_ms // 1000 // BUCKET_S * BUCKET_S
