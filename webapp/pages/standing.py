"""The verdict on a thing as it may be shown now: one that is too old is no verdict."""

from dataclasses import replace

from collectors.records import Identity
from webapp.analysis.verdict import Reason, State, Verdict
from webapp.config import Config
from webapp.store import Connection, verdicts

NOT_JUDGED = "It was not judged for too long: is the collector running?"


def standing(conn: Connection, identity: Identity, config: Config, now: int) -> Verdict | None:
    """The newest verdict, None where there never was one."""
    return still_true(verdicts.verdict_of(conn, identity), config, now)


def still_true(verdict: Verdict | None, config: Config, now: int) -> Verdict | None:
    """The verdict, UNKNOWN where it is older than two intervals: a dead collector never leaves green."""
    if verdict is None or now - verdict.judged_at <= 2 * config.intervals.metrics_s:
        return verdict
    reason = Reason("not_judged", State.UNKNOWN, NOT_JUDGED, since=verdict.judged_at)
    return replace(verdict, state=State.UNKNOWN, since=verdict.judged_at, reasons=(reason, *verdict.reasons))
