"""Redrives: all of them, and one with what came of it."""

from dataclasses import dataclass, replace

from webapp.analysis.masking import masked
from webapp.analysis.wording import clip
from webapp.http.not_here import NotHere
from webapp.store import Connection, ledger, redrives
from webapp.store.jobs import cancel_requested
from webapp.store.ledger import Line
from webapp.store.plans import plan_of
from webapp.store.redrives import LISTED, CauseCount, Redrive

SHOWN_LINES = 50


@dataclass(frozen=True, slots=True)
class RedrivesPage:
    """The newest redrives; `before` is the id to go on from, None at the end."""

    redrives: tuple[Redrive, ...]
    before: int | None


@dataclass(frozen=True, slots=True)
class RedrivePage:
    """One redrive. `cancelling`: somebody has asked for its end; `about`: how many messages the plan expected. The
    lines are those that a person should know of; which may have gone twice is known at the end. `causes` is None where
    they are withheld, as what messages say is.
    """

    redrive: Redrive
    cancelling: bool
    about: int | None
    causes: tuple[CauseCount, ...] | None
    doubtful: tuple[Line, ...]
    failed: tuple[Line, ...]
    bounced: tuple[Line, ...]

    @property
    def share(self) -> float | None:
        """How much of it is sent, 0..1; None where nobody knows how much there is."""
        outcome = self.redrive.outcome
        return min(1.0, outcome.moved / self.about) if outcome and self.about else None


def load_all(conn: Connection, before: int | None = None) -> RedrivesPage:
    """The newest, or those before an id."""
    found = redrives.latest_redrives(conn, before=before)
    return RedrivesPage(tuple(found), found[-1].id if len(found) == LISTED else None)


def known_redrive(conn: Connection, key: int) -> Redrive:
    """One redrive; NotHere where there is none."""
    found = redrives.redrive_of(conn, key)
    if found is None:
        raise NotHere(f"There is no redrive {clip(str(key))}.")
    return found


def load(conn: Connection, found: Redrive, may_read: bool) -> RedrivePage:
    """A known one; `may_read` is whether what its messages say is shown."""
    key, plan = found.id, plan_of(conn, found.plan_id)
    causes = found.filed.causes if found.filed else ledger.by_cause_and_bounce(conn, key)

    def lines(fate: str) -> tuple[Line, ...]:
        return tuple(ledger.page_of_lines(conn, key, fate=fate)[:SHOWN_LINES])

    return RedrivePage(
        redrive=found,
        cancelling=found.open and cancel_requested(conn, found.job_id),
        about=found.total or (plan.shown.get("messages") if plan else None),
        causes=tuple(replace(each, text=masked(each.text)) for each in causes) if may_read else None,
        doubtful=() if found.open else lines("doubtful"),
        failed=lines("failed"),
        bounced=lines("bounced"),
    )
