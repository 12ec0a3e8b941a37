"""What each task looks for on a target, read from the store."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from collectors.durations import MINUTE
from collectors.records import Ask, Function, Window
from collectors.windows import aligned
from webapp.config import Config
from webapp.store import Connection
from webapp.store.functions import functions
from webapp.store.mappings import mappings
from webapp.store.queues import queues
from webapp.store.settings import environment_key
from webapp.watch import gaps, log_asks, log_days

TRIPWIRE_S = 20 * MINUTE


@dataclass(frozen=True, slots=True)
class Situation:
    """A target at a time: `awake` names who was asked for at the last poll of functions or queues, `close_up` the
    functions that are looked at each minute; `looked` is when each task's newest run without a failure was begun."""

    config: Config
    target: str
    now: int
    looked: Mapping[str, int]
    awake: frozenset[str] = frozenset()
    close_up: frozenset[str] = frozenset()
    days: int = 15


def ask(conn: Connection, task: str, situation: Situation) -> Ask | None:
    """What to look for; None where there is nothing."""
    basic = Ask(
        select_functions=situation.config.select_functions,
        select_queues=situation.config.select_queues,
        skip_idle=situation.config.skip_idle,
        awake=situation.awake,
    )
    make = _ASKS.get(task)
    return make(conn, basic, situation) if make else basic


def _functions(conn: Connection, basic: Ask, situation: Situation) -> Ask:
    known = tuple(functions(conn, target=situation.target))
    return replace(basic, functions=known, environment_key=environment_key(conn))


def _queues(conn: Connection, basic: Ask, situation: Situation) -> Ask:
    known, feeding = functions(conn, target=situation.target), mappings(conn, target=situation.target)
    named = {arn for function in known for arn in (function.dead_letter_arn, function.on_failure_arn)}
    named |= {arn for mapping in feeding for arn in (mapping.source_arn, mapping.on_failure_arn)}
    return replace(basic, queues=tuple(queues(conn, target=situation.target)), queue_arns=tuple(sorted(named - {""})))


def _alarms(conn: Connection, basic: Ask, situation: Situation) -> Ask:
    return _news(conn, basic, situation, "alarms")


def _changes(conn: Connection, basic: Ask, situation: Situation) -> Ask:
    return _news(conn, basic, situation, "changes")


def _news(conn: Connection, basic: Ask, situation: Situation, task: str) -> Ask:
    """What happened since the last run that missed nothing; None lets the collector say how far back it begins."""
    known, there = functions(conn, target=situation.target), queues(conn, target=situation.target)
    since = situation.looked.get(task)
    return replace(basic, functions=tuple(known), queues=tuple(there), since=since)


def _metrics(conn: Connection, basic: Ask, situation: Situation) -> Ask | None:
    window = gaps.live(conn, situation.target, "metrics", situation.now)
    return _of_functions(conn, basic, situation, window)


def _trouble(conn: Connection, basic: Ask, situation: Situation) -> Ask | None:
    window = aligned(situation.now - 5 * MINUTE, situation.now, MINUTE)
    everybody = _of_functions(conn, basic, situation, window)
    return everybody and _only(everybody, situation.close_up)


def _history(conn: Connection, basic: Ask, situation: Situation) -> Ask | None:
    """The newest day that lacks points and all hours that lack percentiles; else a day that some functions lack."""
    where = (conn, situation.target, "metrics", situation.now, situation.days)
    windows = (*gaps.hours(*where)[:1], *gaps.history(*where)[:1])
    if windows:
        return _of_functions(conn, basic, situation, *windows)
    if (lacking := gaps.behind(*where)) is None:
        return None
    window, names = lacking
    everybody = _of_functions(conn, basic, situation, window)
    return everybody and _only(everybody, names)


def _queue_metrics(conn: Connection, basic: Ask, situation: Situation) -> Ask | None:
    return _of_queues(conn, basic, situation, gaps.live(conn, situation.target, "queue_metrics", situation.now))


def _queue_history(conn: Connection, basic: Ask, situation: Situation) -> Ask | None:
    windows = gaps.history(conn, situation.target, "queue_metrics", situation.now, situation.days)
    return _of_queues(conn, basic, situation, windows[0]) if windows else None


def _tripwire(conn: Connection, basic: Ask, situation: Situation) -> Ask:
    return replace(basic, windows=(aligned(situation.now - TRIPWIRE_S, situation.now, MINUTE),))


def _logs(conn: Connection, basic: Ask, situation: Situation, collector: str) -> Ask | None:
    hours = situation.config.logs.look_back_hours
    windows = log_asks.windows(conn, situation.target, collector, situation.now, hours)
    if not windows:
        return None
    known = log_asks.invoked(conn, situation.target, functions(conn, target=situation.target), windows)
    late = log_asks.late(conn, situation.target, collector, known, windows[0])
    at_once = situation.config.logs.queries_at_once
    return replace(basic, functions=tuple(known), windows=windows, late=late, log_queries_at_once=at_once)


def _log_groups(conn: Connection, basic: Ask, situation: Situation) -> Ask:
    return replace(basic, functions=tuple(functions(conn, target=situation.target)))


def _log_ingestion(conn: Connection, basic: Ask, situation: Situation) -> Ask | None:
    """The log groups of functions that were invoked since the oldest day that is to be read."""
    looked = situation.looked.get("log_ingestion")
    windows = log_days.unread(conn, situation.target, situation.now, looked, situation.days)
    known = functions(conn, target=situation.target)
    awake = log_days.invoked(conn, situation.target, known, windows[-1].start, situation.now)
    return replace(basic, functions=tuple(awake), windows=windows) if awake else None


def _of_functions(conn: Connection, basic: Ask, situation: Situation, *windows: Window) -> Ask | None:
    """None where it is not known what there is; that there is nothing is something to be noted, too."""
    known = tuple(functions(conn, target=situation.target))
    feeding = tuple(mappings(conn, target=situation.target))
    there_is_none = not known and "functions" in situation.looked
    return replace(basic, functions=known, mappings=feeding, windows=windows) if known or there_is_none else None


def _of_queues(conn: Connection, basic: Ask, situation: Situation, window: Window) -> Ask | None:
    known = tuple(queues(conn, target=situation.target))
    return replace(basic, queues=known, windows=(window,)) if known else None


def _only(ask: Ask, names: frozenset[str]) -> Ask | None:
    """The same about some functions alone; they are asked about without looking whether they are idle."""
    chosen: tuple[Function, ...] = tuple(each for each in ask.functions if each.identity.name in names)
    return replace(ask, functions=chosen, whole=False, skip_idle=False) if chosen else None


_ASKS: dict[str, Callable[[Connection, Ask, Situation], Ask | None]] = {
    "functions": _functions,
    "queues": _queues,
    "alarms": _alarms,
    "changes": _changes,
    "metrics": _metrics,
    "trouble": _trouble,
    "history": _history,
    "queue_metrics": _queue_metrics,
    "queue_history": _queue_history,
    "tripwire": _tripwire,
    "log_groups": _log_groups,
    "log_ingestion": _log_ingestion,
    "reports": partial(_logs, collector="reports"),
    "log_errors": partial(_logs, collector="log_errors"),
}
