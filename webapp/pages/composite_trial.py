"""A composite alarm tried on the states that its alarms have really gone through, as CloudWatch tells them."""

from collections.abc import Sequence
from dataclasses import replace

from collectors.durations import DAY
from collectors.records import Identity, Kind
from webapp.analysis.alarm_backtest.composite import BadRule, composite_replay, rule_of
from webapp.analysis.alarm_backtest.data_points import Lacking
from webapp.analysis.alarm_backtest.replay import Moved, Replay
from webapp.analysis.alarm_definitions.draft import AlarmDraft
from webapp.store import Connection
from webapp.store.alarms import alarm_of
from webapp.store.transitions import transitions_of

KEPT_S = 14 * DAY
"""How long CloudWatch keeps an alarm's history."""


def composite_states(conn: Connection, draft: AlarmDraft, start: int, end: int) -> Replay | Lacking:
    """How the rule would have held from `start` to `end`, both included."""
    try:
        rule = rule_of(draft.rule)
    except BadRule as bad:
        return Lacking(reason=str(bad))
    alarms = {name: replace(draft.watched, kind=Kind.ALARM, name=name) for name in rule.children}
    moves = {name: _moves(conn, alarm, start, end) for name, alarm in alarms.items()}
    if absent := [name for name, moved in moves.items() if not moved]:
        return Lacking(reason=f"There is no alarm {', '.join(absent)} in this account and region.")
    return composite_replay(rule, moves, start, end)


def _moves(conn: Connection, alarm: Identity, start: int, end: int) -> Sequence[Moved]:
    """How it moved, first the state that it began with; empty where there is no such alarm."""
    known, told = alarm_of(conn, alarm), transitions_of(conn, alarm, start, end + 1)
    if known is None:
        return ()
    return [Moved(start, told[0].before if told else known.state), *(Moved(each.at, each.after) for each in told)]
