"""Groups of errors as lines: how many, where, since when, whether new, and after which deploy they came."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from collectors.records import Identity
from webapp.analysis.error_groups import NEW_AFTER_S, Counted, Novelty, novelty
from webapp.analysis.log_records.parse import parse
from webapp.analysis.masking import masked
from webapp.pages.changes import SUSPECT_AFTER_S, SUSPECT_BEFORE_S, ChangeLine, change_lines
from webapp.pages.logs_looked import LogsLooked, places
from webapp.store import Connection, changes, error_groups, error_samples
from webapp.store.error_groups import Group

SPARK = 24
LONGEST_SAMPLE = 200
May = Callable[[Identity], bool]
"""Whether the reader may see the log text of a function."""


@dataclass(frozen=True, slots=True)
class Affected:
    """One function that wrote records of a group, and which versions of it."""

    identity: Identity
    records: int
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Followed:
    """A deploy of one of the functions that came shortly before a group did."""

    function: Identity
    change: ChangeLine


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group within the page's range. Texts are masked; `message` is empty where it is withheld from the reader.

    `estimated`: some of the counts are a share among the records that were fetched. `novelty` is None where the group
    was not seen within the last 48 hours.
    """

    key: str
    error_type: str
    message: str
    frame: str
    records: int
    estimated: bool
    functions: tuple[Affected, ...]
    first_seen: int
    last_seen: int
    novelty: Novelty | None
    followed: Followed | None
    spark: tuple[float, ...]

    @property
    def new(self) -> bool:
        """Whether it was not seen for 48 hours before it came."""
        return self.novelty is not None and self.novelty.new

    @property
    def title(self) -> str:
        """What it is called."""
        return self.error_type or self.message or "An error without words"


def group_lines(
    conn: Connection, counts: Sequence[Counted], looked: LogsLooked, start: int, end: int, now: int
) -> list[GroupLine]:
    """The groups of these counts, new ones first, then those with most records."""
    by_key: dict[str, list[Counted]] = defaultdict(list)
    for count in counts:
        by_key[count.key].append(count)
    spells = error_groups.spells(conn, now - 2 * NEW_AFTER_S, now - NEW_AFTER_S, now + 1)
    where = places(conn)
    lines = []
    for group in error_groups.groups_of(conn, by_key):
        own = by_key[group.fingerprint.key]
        spell = spells.get(group.fingerprint.key)
        looks = [since for each in own if (since := looked.since_of(where, each.function)) is not None]
        new = novelty(spell.first, spell.previous, max(looks, default=now)) if spell else None
        lines.append(_line(group, own, new, start, end, _message(conn, group)))
    lines.sort(key=lambda line: (not line.new, -line.records, line.key))
    return _with_deploys(conn, lines)


def readable(line: GroupLine, may_read: May) -> GroupLine:
    """The line without its message where the text of some affected function is withheld from the reader."""
    return line if all(may_read(each.identity) for each in line.functions) else replace(line, message="")


def _message(conn: Connection, group: Group) -> str:
    """The template; a sample's own words where the template has none, because all of it was quoted or a number."""
    template = group.fingerprint.template
    if re.search(r"\w", template):
        return template
    newest = error_samples.samples(conn, key=group.fingerprint.key, most=1)
    return " ".join(parse(newest[0].sample.text).message[:LONGEST_SAMPLE].split()) if newest else ""


def _line(group: Group, own: Sequence[Counted], new: Novelty | None, start: int, end: int, message: str) -> GroupLine:
    kind, _, frame = group.fingerprint[1:]
    return GroupLine(
        key=group.fingerprint.key,
        error_type=masked(kind),
        message=masked(message),
        frame=masked(frame),
        records=sum(each.records for each in own),
        estimated=any(each.estimated for each in own),
        functions=_affected(own),
        first_seen=group.first_seen,
        last_seen=group.last_seen,
        novelty=new,
        followed=None,
        spark=_spark(own, start, end),
    )


def _affected(own: Iterable[Counted]) -> tuple[Affected, ...]:
    records: dict[Identity, int] = defaultdict(int)
    versions: dict[Identity, set[str]] = defaultdict(set)
    for each in own:
        records[each.function] += each.records
        versions[each.function].add(each.version)
    found = (Affected(identity, count, tuple(sorted(versions[identity]))) for identity, count in records.items())
    return tuple(sorted(found, key=lambda each: (-each.records, each.identity)))


def _spark(own: Iterable[Counted], start: int, end: int) -> tuple[float, ...]:
    sums, step = [0.0] * SPARK, max(1, (end - start) / SPARK)
    for each in own:
        sums[min(SPARK - 1, max(0, int((each.ts - start) / step)))] += each.records
    return tuple(sums)


def _with_deploys(conn: Connection, lines: list[GroupLine]) -> list[GroupLine]:
    new = [line for line in lines if line.novelty and line.new]
    if not new:
        return lines
    since = [line.novelty.since for line in new if line.novelty]
    wanted = sorted({each.identity for line in new for each in line.functions})
    start, end = min(since) - SUSPECT_BEFORE_S, max(since) + SUSPECT_AFTER_S
    found = changes.changes_of_each(conn, wanted, start, end)
    told = {identity: change_lines(some) for identity, some in found.items()}
    return [_after(line, told) if line.new else line for line in lines]


def _after(line: GroupLine, told: Mapping[Identity, Sequence[ChangeLine]]) -> GroupLine:
    """With the newest deploy that may have brought it."""
    since = line.novelty.since if line.novelty else 0
    deploys = [
        Followed(each.identity, change)
        for each in line.functions
        for change in told.get(each.identity, ())
        if "deploy" in change.what and since - SUSPECT_BEFORE_S <= change.at <= since + SUSPECT_AFTER_S
    ]
    newest = max(deploys, key=lambda deploy: deploy.change.at, default=None)
    return replace(line, followed=newest)
