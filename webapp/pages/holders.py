"""Who collects a target, and which of its services the circuit breakers keep from being asked."""

from dataclasses import dataclass

from collectors.durations import DAY
from webapp.store.lease import Holder
from webapp.store.rests import Rest

TOLD_S = DAY
"""How long it is still said that a target was taken over from a collector that had fallen silent."""

BREAKER_ADVICE = {
    "unreachable": "Check the network, proxy or VPC endpoint between the collector and this service, and AWS's health"
    " page. It is tried again by itself, and what was missed is read then.",
    "throttled": "Look for who else calls this API in the account. It is tried again by itself, and what was missed is"
    " read then.",
}


@dataclass(frozen=True, slots=True)
class Collected:
    """`by` collects the target, or did so last (`alive` is false then), since `since`; its lease runs out at `until`.

    `taken_from` stopped renewing its lease without giving it back; empty where that is none or long ago.
    """

    by: str
    since: int
    until: int
    alive: bool
    taken_from: str


@dataclass(frozen=True, slots=True)
class Resting:
    """A circuit breaker is open: `service` is not asked before `until`, because it was `why` again and again."""

    service: str
    why: str
    until: int
    advice: str


def collected(holder: Holder | None, now: int) -> Collected | None:
    """None where nobody ever did."""
    if holder is None:
        return None
    lost = _named(holder.taken_from) if holder.taken_from and now - holder.since < TOLD_S else ""
    return Collected(_named(holder.owner), holder.since, holder.until, holder.holds(now), lost)


def resting(rests: tuple[Rest, ...]) -> tuple[Resting, ...]:
    """The services that rest, with what to do about each."""
    return tuple(Resting(rest.service, rest.why, rest.until, BREAKER_ADVICE.get(rest.why, "")) for rest in rests)


def _named(owner: str) -> str:
    """`host:process:secret` as people say it."""
    host, _, rest = owner.partition(":")
    return f"{host} (process {rest.partition(':')[0]})" if rest else host
