"""From reasons to a verdict: the worst first, the state that they add up to, what could not be looked at."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from collectors.durations import MINUTE
from collectors.records import Failure, FailureKind, Identity
from webapp.analysis.case import LAST_SEEN, Look, Part
from webapp.analysis.verdict import Reason, State, Verdict
from webapp.analysis.wording import clip, span

INTERVALS_UNTIL_STALE = 2
GRACE_S = 60
"""A look may take this long beyond its intervals before it counts as missed."""

LASTING = (FailureKind.DENIED, FailureKind.CREDENTIALS)
"""Failures that do not pass by themselves: said at once, not after two intervals."""

WHAT: dict[Part, str] = {
    "configuration": "Its configuration was",
    "metrics": "Its metrics were",
    "queues": "Its queues were",
    "alarms": "Its alarms were",
    "mappings": "Its event sources were",
}


def compose(
    identity: Identity, reasons: Iterable[Reason], otherwise: State, now: int, before: Verdict | None
) -> Verdict:
    """The verdict of `reasons`: the worst state among them, `otherwise` where there is none.

    It began when its earliest reason did, or with the verdict before if that was the same.
    """
    ordered = tuple(sorted(reasons, key=lambda reason: reason.state.rank))
    state = ordered[0].state if ordered else otherwise
    starts = [r.since for r in ordered if r.state is state and r.since is not None]
    if before is not None and before.state is state:
        starts.append(before.since)
    return Verdict(identity, state, min(starts, default=now), now, ordered)


def blind(look: Look, now: int) -> bool:
    """Whether what `look` read is missing, too old, or refused to us."""
    lasting = look.failure is not None and look.failure.kind in LASTING
    return lasting or look.read_at is None or now - look.read_at > INTERVALS_UNTIL_STALE * look.every_s + GRACE_S


def could_not_look(looks: Iterable[Look], now: int, what: str = "") -> Iterator[Reason]:
    """An UNKNOWN reason for every part that we are blind to: `what` it is, what is in the way and what to do."""
    for look in looks:
        if blind(look, now):
            age = None if look.read_at is None else float(now - look.read_at)
            text = f"{what or WHAT[look.part]} {_age(look, now)}{_hindrance(look.failure)}"
            rule, advice = f"blind_{look.part}", _advice(look.failure)
            yield Reason(rule, State.UNKNOWN, text, age, _limit(look), "s", look.read_at, advice)


def last_seen(reason: Reason) -> Reason:
    """What held when we last could look, which is not known to hold now."""
    if reason.state is State.UNKNOWN:
        return reason
    return replace(reason, state=State.UNKNOWN, text=LAST_SEEN + reason.text)


def _limit(look: Look) -> float:
    return float(INTERVALS_UNTIL_STALE * look.every_s + GRACE_S)


def _age(look: Look, now: int) -> str:
    if look.read_at is None:
        return "never read" if look.failure else "not read yet"
    age = now - look.read_at
    ago = f"{span(age)} ago" if age >= MINUTE else "less than a minute ago"
    return f"last read {ago} (every {span(look.every_s)} is expected)"


def _hindrance(failure: Failure | None) -> str:
    if failure is None:
        return "."
    if failure.kind is not FailureKind.DENIED:
        return f": {clip(failure.message)}".rstrip(".") + "."
    return f": AWS denies us {clip(failure.action, 80)}."


def _advice(failure: Failure | None) -> str:
    if failure is None:
        return ""
    allow = "Allow this action in the IAM policy." if failure.kind is FailureKind.DENIED else ""
    return clip(failure.advice) or allow
