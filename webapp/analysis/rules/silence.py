"""Silence: a function that was invoked as usual and now is not.

Two questions, because rhythms differ. A steady function that stops is noticed after 15 minutes; one that runs in
bursts or once a night is compared by whole hours with the same hour of earlier days.
"""

from collections.abc import Iterator
from dataclasses import replace

from collectors.durations import DAY, HOUR
from webapp.analysis.case import FunctionCase
from webapp.analysis.settling import settled_before
from webapp.analysis.verdict import Reason, State
from webapp.analysis.wording import count

BLOCK = 900
STEADY_BLOCKS = 4
"""A function is steady when each of this many quarters of an hour saw at least `LIVELY` of what is usual."""
LIVELY = 0.25


def silence(case: FunctionCase) -> Iterator[Reason]:
    """Far fewer invocations than usual, judged on settled and completely read minutes only."""
    unbroken_from = case.context.metrics.unbroken_from
    if unbroken_from is None:
        return
    known_from = -(-unbroken_from // 60) * 60
    settled = settled_before(case.until, case.function.timeout_s)
    reason = _stopped(case, known_from, settled) or _missed_hour(case, known_from, settled) or _still(case, settled)
    if reason:
        yield reason


def _stopped(case: FunctionCase, known_from: int, settled: int) -> Reason | None:
    """A steady function whose newest quarters of an hour are quiet."""
    start = settled - BLOCK
    if start < known_from or not _quiet(case, start, None):
        return None
    while start - BLOCK >= known_from and _quiet(case, start - BLOCK, start):
        start -= BLOCK
    steady_from = start - STEADY_BLOCKS * BLOCK
    if steady_from < known_from or not all(_lively(case, at) for at in range(steady_from, start, BLOCK)):
        return None
    expected, observed = _expected(case, settled - BLOCK, settled), case.minutes.total("invocations", settled - BLOCK)
    text = f"{_invocations(observed)} in 15 min, where about {count(expected or 0)} are usual at this hour."
    return _reason(case, observed, expected, _last_sign(case, start), text)


def _missed_hour(case: FunctionCase, known_from: int, settled: int) -> Reason | None:
    """The last full hour was quiet although earlier days were not, and nothing came since."""
    hour = settled // HOUR * HOUR - HOUR
    level = case.context.usual.get(hour)
    if hour < known_from or level is None or case.minutes.total("invocations", hour + HOUR):
        return None
    observed = case.minutes.total("invocations", hour, hour + HOUR)
    if observed >= min(level.floor, level.median * case.limits.quiet_percent_of_usual / 100):
        return None
    days = f"{level.samples} earlier {'weeks' if level.weekly else 'days'}"
    text = f"{_invocations(observed)} in an hour that saw about {count(level.median)} on {days}."
    return _reason(case, observed, level.median, hour, text)


def _still(case: FunctionCase, settled: int) -> Reason | None:
    """A silence found earlier lasts until invocations come again, or for a day: then the usual has changed."""
    earlier = case.earlier("silence")
    if earlier is None or earlier.since is None or case.now - earlier.since > DAY:
        return None
    expected = _expected(case, settled - BLOCK, settled)
    enough = expected is not None and expected >= case.limits.minimum_invocations
    recent = case.minutes.total("invocations", settled - BLOCK)
    if recent and not (enough and _quiet(case, settled - BLOCK, None)):
        return None
    usual = 100 * (earlier.limit or 0) / case.limits.quiet_percent_of_usual
    return replace(earlier, state=_state(case, earlier.observed or 0, usual))


def _reason(case: FunctionCase, observed: float, expected: float | None, since: int, text: str) -> Reason:
    usual = expected or 0.0
    earlier = case.earlier("silence")
    began = min(since, earlier.since) if earlier and earlier.since is not None else since
    limit = usual * case.limits.quiet_percent_of_usual / 100
    return Reason("silence", _state(case, observed, usual), text, observed, limit, "count", began)


def _state(case: FunctionCase, observed: float, usual: float) -> State:
    return State.BAD if not observed and usual >= case.limits.minimum_invocations else State.WARN


def _quiet(case: FunctionCase, start: int, end: int | None) -> bool:
    expected = _expected(case, start, start + BLOCK)
    if expected is None or expected < case.limits.minimum_invocations:
        return False
    return case.minutes.total("invocations", start, end) < expected * case.limits.quiet_percent_of_usual / 100


def _lively(case: FunctionCase, start: int) -> bool:
    expected = _expected(case, start, start + BLOCK)
    return bool(expected) and case.minutes.total("invocations", start, start + BLOCK) >= LIVELY * (expected or 0)


def _expected(case: FunctionCase, start: int, end: int) -> float | None:
    """What is usual in [start, end) if an hour's invocations are even; None where an hour is unknown or may be 0."""
    parts = []
    for hour in range(start // HOUR * HOUR, end, HOUR):
        level = case.context.usual.get(hour)
        if level is None or level.floor <= 0:
            return None
        parts.append(level.median * (min(end, hour + HOUR) - max(start, hour)) / HOUR)
    return sum(parts)


def _last_sign(case: FunctionCase, start: int) -> int:
    """The minute after the last invocation before the quiet quarter at `start`: where the quiet really began."""
    signs = [ts for ts, n in case.minutes.values("invocations", start - BLOCK) if n and ts < start]
    return signs[-1] + 60 if signs else start


def _invocations(number: float) -> str:
    return count(number, "invocation") if number else "No invocations"
