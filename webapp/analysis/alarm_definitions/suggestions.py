"""A threshold from the subject's own history and the alarm's purpose, with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from webapp.analysis.alarm_backtest.condition import Condition
from webapp.analysis.alarm_backtest.data_points import DataPoints
from webapp.analysis.alarm_backtest.history import Span
from webapp.analysis.alarm_backtest.quiet import quiet_threshold, rounded
from webapp.analysis.alarm_definitions.draft import AlarmDraft
from webapp.analysis.alarm_definitions.purposes import Purpose
from webapp.analysis.wording import span

QUIET = 1
"""How often an alarm may have fired in the history, incidents apart, to be believed at night."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A threshold and why; `from_history` says whether the history had a say."""

    threshold: float
    reason: str
    from_history: bool = True


def condition_of(draft: AlarmDraft) -> Condition:
    """What the back-test needs of a draft with a threshold."""
    ignore = draft.low_samples == "ignore"
    return Condition(draft.comparison, draft.threshold or 0.0, draft.n, draft.m, draft.missing, ignore)


def suggestion(
    draft: AlarmDraft, purpose: Purpose, points: DataPoints | None, known: Sequence[Span] = (), most: int = QUIET
) -> Suggestion:
    """The threshold that would have been quiet, kept within what the purpose allows."""
    if purpose.fixed:
        return Suggestion(purpose.floor, f"By purpose: {purpose.why}.", from_history=False)
    quiet = quiet_threshold(points, condition_of(draft), most, known) if points else None
    if points is None or quiet is None:
        text = f"There is too little history to learn from; usual for this purpose ({purpose.why})."
        return Suggestion(purpose.threshold, text, from_history=False)
    nice = rounded(quiet, draft.comparison)
    chosen = max(nice, purpose.floor) if purpose.cap is None else min(max(nice, purpose.floor), purpose.cap)
    return Suggestion(chosen, _reason(nice, chosen, purpose, points, most))


def suggested(draft: AlarmDraft, suggestion: Suggestion) -> AlarmDraft:
    """The draft with the threshold that is suggested."""
    return replace(draft, threshold=suggestion.threshold)


def _reason(nice: float, chosen: float, purpose: Purpose, points: DataPoints, most: int) -> str:
    untold = sum(each.end - each.start for each in points.unknown)
    read = span(max(0, len(points.values) * points.step - untold))
    times = "never" if most == 0 else "at most once" if most == 1 else f"at most {most} times"
    quiet = f"At {nice:g} it would have fired {times} in {read}, known incidents apart"
    if chosen > nice:
        return f"{quiet}; lower than {purpose.floor:g} would not be worth waking somebody ({purpose.why})."
    if chosen < nice:
        return f"{quiet}, but above {chosen:g} it would come too late ({purpose.why})."
    return f"{quiet} ({purpose.why})."
