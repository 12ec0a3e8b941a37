"""A live tail: follows log groups for some minutes, for as long as somebody looks, and keeps the newest lines."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

from collectors.costs import tail_usd
from collectors.durations import DAY
from collectors.live_tail import TailUpdate, follow
from collectors.log_shape import GROUPS_A_TAIL
from collectors.records import Identity, Outcome
from webapp.actions import log_queries
from webapp.actions.door import refusals
from webapp.actions.plans import Acting
from webapp.analysis.tail_buffer import TailLine, joined
from webapp.config import Config
from webapp.jobs import JobLost, JobRefused, Result, Working
from webapp.person import Person
from webapp.store import Connection, jobs, journal
from webapp.store.jobs import JobState
from webapp.store.runs import save_outcome
from webapp.store.tails import KIND, spent, tails
from webapp.store.targets import accounts

ACTION = "live tail"
MOST_AT_ONCE = 4
"""Of the sessions that everybody in the account shares; and each takes a thread that redrives may need."""


@dataclass
class _Tail:
    """What came of it so far, as the page shows it. `session_at` is when the present session with AWS began, `paid_usd`
    what those before it cost: a collector that takes a tail over opens another.
    """

    started_at: int
    session_at: int
    paid_usd: float = 0.0
    lines: list[TailLine] = field(default_factory=list)
    seen: int = 0
    sampled: bool = False

    @classmethod
    def begun(cls, before: Mapping[str, Any], now: int) -> "_Tail":
        """A session that begins, with what the ones before it noted."""
        if "started_at" not in before:
            return cls(now, now)
        lines = [TailLine(*line) for line in before["lines"]]
        return cls(before["started_at"], now, spent(before), lines, before["seen"], before["sampled"])

    def add(self, update: TailUpdate) -> None:
        """Take what came in a second."""
        new = [(each.at, each.group, each.stream, each.message) for each in update.events]
        self.lines = joined(self.lines, new, self.seen)
        self.seen += len(new)
        self.sampled = self.sampled or update.sampled

    def noted(self, now: int) -> dict[str, Any]:
        """As the job's progress."""
        times = {"started_at": self.started_at, "session_at": self.session_at, "seen_at": now}
        lines = [list(line) for line in self.lines]
        return times | {"paid_usd": self.paid_usd, "lines": lines, "seen": self.seen, "sampled": self.sampled}


def why_not(conn: Connection, config: Config, person: Person, minutes: int, now: int) -> str:
    """Why `person` may not follow logs for so long; empty where they may."""
    under_way = [job for job in tails(conn, now - DAY, now + 1) if job.state in (JobState.WAITING, JobState.RUNNING)]
    if len(under_way) >= MOST_AT_ONCE:
        return f"{MOST_AT_ONCE} live tails are under way; wait until one ends, or stop one."
    return log_queries.why_not(conn, config, person, tail_usd(minutes * 60), now)


def ask(
    conn: Connection, person: Person, place: Identity, groups: Sequence[str], pattern: str, minutes: int, now: int
) -> int:
    """Queue the tail as a job, note it in the journal, and return the job's id."""
    what = {"groups": list(groups[:GROUPS_A_TAIL]), "pattern": pattern, "minutes": minutes}
    entry = journal.begin(conn, person, ACTION, place, what, now)
    payload = {**jobs.naming(place), **what, "person": person.name, "usd": tail_usd(minutes * 60), "entry": entry}
    return jobs.add(conn, KIND, payload, now)


def perform(acting: Acting, working: Working) -> Result:
    """Follow until the time is over, AWS ends it or nobody looks any more; what it cost is noted in any case."""
    place = working.job.place
    ending = "stopped"
    try:
        with refusals():
            told = _followed(acting, working, place)
        ending = "done"
    except JobLost:
        ending = ""
        raise
    except JobRefused:
        ending = "failed"
        raise
    finally:
        if ending:
            _note_end(acting, working, place, ending)
    return told


def _followed(acting: Acting, working: Working, place: Identity) -> Result:
    """A collector that takes the job over goes on for what is left of its time, with the lines that are there."""
    asked, before = working.job.payload, working.noted
    span = asked["minutes"] * 60
    if "started_at" in before and acting.clock.now() - before["started_at"] >= span:
        return {"ended": "away"}
    working.check_cancel()
    with acting.store.read() as conn:
        aws = acting.door.aws(conn, place)
    tail: _Tail | None = None
    with closing(follow(aws, place, asked["groups"], asked["pattern"])) as updates:
        for update in updates:
            now = acting.clock.now()
            is_first, tail = tail is None, tail or _Tail.begun(before, now)
            tail.add(update)
            if update.events or is_first:
                working.note(**tail.noted(now))
            working.noted = {**working.noted, "seen_at": now}
            working.check_cancel()
            if now - tail.started_at >= span:
                return {"ended": "time"}
    return {"ended": "aws"}


def _note_end(acting: Acting, working: Working, place: Identity, result: str) -> None:
    """In the journal, and as a run, so that the day's budget knows of it: as long as somebody is known to have
    followed, which a killed collector had noted within ten seconds.
    """
    noted, now = working.noted, acting.clock.now()
    usd = spent(noted)
    with acting.store.write() as conn:
        working.note_in(conn, usd=usd)
        journal.end(conn, working.job.payload["entry"], result, {"lines": noted.get("seen", 0), "usd": usd}, now)
        targets = [name for name, at in accounts(conn).items() if replace(at, name="") == place]
        if targets and "started_at" in noted:
            started, seconds = noted["started_at"], float(noted["seen_at"] - noted["started_at"])
            save_outcome(conn, Outcome(targets[0], KIND, started, seconds, records=1, usd=usd, usd_upper=usd))
