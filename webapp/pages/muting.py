"""Which alarms are muted: by people here, or by mute rules that others made; and what fired while they were."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from collectors.records import Alarm, AlarmTransition, Identity, Kind, MuteRule
from webapp.store import Connection
from webapp.store.mute_rules import mute_rules
from webapp.store.mutes import Mute, Way, mutes_now, mutes_of
from webapp.store.transitions import transitions_of


@dataclass(frozen=True, slots=True)
class Muted:
    """An alarm that is muted now. `until` is None where a rule recurs; `ours` can be lifted here.

    `overdue` says that its actions should run again and do not; `problem` why. `fired` is when it entered ALARM since.
    """

    since: int | None
    until: int | None
    reason: str
    person: str
    ours: bool
    overdue: bool = False
    problem: str = ""
    fired: tuple[int, ...] = ()


def muted_now(conn: Connection, now: int) -> dict[Identity, Muted]:
    """Every alarm that is muted; of several mutes the one made here."""
    ours = {mute.alarm: mute for mute in mutes_now(conn, now)}
    theirs = _of_others(mute_rules(conn), {mute.rule for mute in ours.values()}, now)
    return theirs | {alarm: _ours(conn, mute, now) for alarm, mute in ours.items()}


def muted_of(conn: Connection, alarm: Alarm, now: int) -> Muted | None:
    """How one alarm is muted."""
    return muted_now(conn, now).get(alarm.identity)


def quiet_times(conn: Connection, alarm: Identity, moved: Sequence[AlarmTransition], now: int) -> frozenset[int]:
    """The times of those transitions that happened while somebody had muted the alarm here."""
    oldest = min((each.at for each in moved), default=now)
    spans = [(mute.start, mute.end if mute.ended_at or mute.way is Way.RULE else now + 1)
             for mute in mutes_of(conn, alarm, oldest, now + 1)]  # fmt: skip
    return frozenset(each.at for each in moved if any(start <= each.at < end for start, end in spans))


def fired_within(moved: Iterable[AlarmTransition]) -> tuple[int, ...]:
    """When it entered ALARM."""
    return tuple(each.at for each in moved if each.after == "ALARM")


def _ours(conn: Connection, mute: Mute, now: int) -> Muted:
    return Muted(
        since=mute.start,
        until=mute.until,
        reason=mute.reason,
        person=mute.person,
        ours=True,
        overdue=mute.until < now,
        problem=mute.problem,
        fired=fired_within(transitions_of(conn, mute.alarm, mute.start, now + 1)),
    )


def _of_others(rules: Iterable[MuteRule], known: set[str], now: int) -> dict[Identity, Muted]:
    """Rules that recur say only whether they mute now, as of their last reading."""
    found: dict[Identity, Muted] = {}
    for rule in rules:
        place = rule.identity
        over = rule.end is not None and rule.end <= now
        if rule.status != "ACTIVE" or over or place.name in known or place.name.startswith("lambda-oncall-"):
            continue
        muted = Muted(rule.start, rule.end, rule.description or place.name, f"mute rule {place.name}", ours=False)
        for name in rule.alarms:
            found[_alarm(place, name)] = muted
    return found


def _alarm(place: Identity, name: str) -> Identity:
    return place.named(Kind.ALARM, name)
