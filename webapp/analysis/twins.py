"""A change that CloudTrail wrote down and that our own reading saw as well is told once, with who did it."""

from collections.abc import Iterable
from dataclasses import replace

from collectors.records import Change

EARLIER_S = 60
"""AWS dates the change itself; the call that made it ends a little later."""
LATER_S = 900
"""What AWS does not date is seen at our next read."""


def told_once(changes: Iterable[Change]) -> list[Change]:
    """The changes, oldest first; a difference takes over who made it from the call that did, and when.

    One call makes several differences, and several calls may stand behind one (code, then a version): each difference
    goes to the nearest call. A call without any difference stays as it is.
    """
    known = sorted(changes, key=lambda c: (c.at, c.event_id, c.field))
    calls = [change for change in known if change.source == "cloudtrail"]
    if not calls:
        return known
    found: list[Change] = []
    explained: set[str] = set()
    for change in known:
        twins = [call for call in calls if _are_twins(call, change)]
        explained.update(call.event_id for call in twins)
        call = min(twins, key=lambda call: abs(call.at - change.at), default=None)
        found.append(replace(change, at=min(change.at, call.at), who=change.who or call.who) if call else change)
    kept = (c for c in found if c.source != "cloudtrail" or c.event_id not in explained)
    return sorted(kept, key=lambda c: (c.at, c.event_id, c.field))


def _are_twins(call: Change, change: Change) -> bool:
    if change.source == "cloudtrail" or (call.identity, call.what) != (change.identity, change.what):
        return False
    return call.at - EARLIER_S <= change.at <= call.at + LATER_S
