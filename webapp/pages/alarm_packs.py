"""Packs: the alarms that functions or a queue should have and do not have yet, for one or for a filtered set."""

from collections.abc import Mapping
from dataclasses import dataclass

from collectors.records import Alarm, Identity, Topic
from webapp.analysis.alarm_definitions.draft import Actions, AlarmDraft
from webapp.analysis.alarm_definitions.names import Templates
from webapp.analysis.alarm_definitions.packs import Suggest, pack_of
from webapp.analysis.alarm_definitions.purposes import Purpose
from webapp.analysis.alarm_definitions.subject import Subject
from webapp.analysis.alarm_definitions.suggestions import suggested
from webapp.config import Config
from webapp.pages import fleet
from webapp.pages.alarm_audit import unread_places
from webapp.pages.alarm_subject import subject, subject_of
from webapp.pages.alarm_trial import TRIED_S, trial_of
from webapp.store import Connection, topics
from webapp.store.alarms import alarms
from webapp.store.fleet_search import fleet_rows

MOST_THINGS = 50
MOST_TRIED = 8
"""Of so many things the thresholds come from their own history; trying more would take too long to wait for."""

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PackLine:
    """One thing: the alarms of its pack that are `missing`, and how many are `there` under their names."""

    identity: Identity
    missing: tuple[AlarmDraft, ...]
    there: int


@dataclass(frozen=True, slots=True)
class PacksPage:
    """`left_out` more things match than are done at once; `topics` by account and region; `filters` of the fleet.

    Of the places in `unread` not all alarms are known: what is missing there may be there.
    """

    lines: tuple[PackLine, ...]
    left_out: int
    topics: tuple[tuple[Place, tuple[Topic, ...]], ...]
    filters: Mapping[str, str]
    tried: bool
    unread: tuple[Place, ...] = ()

    @property
    def missing(self) -> int:
        """How many alarms would be made."""
        return sum(len(line.missing) for line in self.lines)


def load(
    conn: Connection, args: Mapping[str, str], config: Config, now: int, told: Mapping[Place, str] | None = None
) -> PacksPage:
    """The packs of what a URL names or filters; `told` are the topics' ARNs that they shall tell.

    The thresholds are tried on history only where `told` is given, for that takes its time.
    """
    subjects, left_out = _subjects(conn, args, config, now)
    tried = len(subjects) <= MOST_TRIED
    known = {_named(alarm) for alarm in alarms(conn)}
    suggest = _from_history(conn, now) if tried and told is not None else None
    lines = tuple(_line(each, known, suggest, told or {}, config.alarms) for each in subjects)
    places = sorted({(line.identity.account, line.identity.region) for line in lines})
    there = topics.topics(conn)
    heard = tuple((place, tuple(each for each in there if _place(each.identity) == place)) for place in places)
    filters = {key: value for key, value in args.items() if key in KEPT}
    unread = tuple(sorted(unread_places(conn).intersection(places)))
    return PacksPage(lines, left_out, heard, filters, tried, unread)


KEPT = ("state", "account", "region", "runtime", "tag", "text", "function", "queue")
"""What names or filters things."""


def _subjects(conn: Connection, args: Mapping[str, str], config: Config, now: int) -> tuple[list[Subject], int]:
    if args.get("function") or args.get("queue"):
        return [subject_of(conn, args)[0]], 0
    query = fleet.query_of({**args, "limit": str(MOST_THINGS), "after": ""}, config)
    found = fleet_rows(conn, query, now)
    return [subject(conn, row.identity) for row in found.rows], found.total - len(found.rows)


def _line(
    each: Subject,
    known: set[tuple[Place, str]],
    suggest: Suggest | None,
    told: Mapping[Place, str],
    templates: Templates,
) -> PackLine:
    place = _place(each.identity)
    arn = told.get(place, "")
    pack = pack_of(each, Actions(alarm=(arn,) if arn else ()), suggest, templates)
    missing = tuple(draft for draft in pack if (place, draft.name) not in known)
    return PackLine(each.identity, missing, len(pack) - len(missing))


def _from_history(conn: Connection, now: int) -> Suggest:
    def suggest(draft: AlarmDraft, purpose: Purpose) -> AlarmDraft:
        found = trial_of(conn, draft, purpose, now - TRIED_S, now, now).suggestion
        return suggested(draft, found) if found else draft

    return suggest


def _named(alarm: Alarm) -> tuple[Place, str]:
    return _place(alarm.identity), alarm.identity.name


def _place(identity: Identity) -> Place:
    return identity.account, identity.region
