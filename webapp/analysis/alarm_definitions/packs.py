"""The alarms that a function or queue should have, as one set."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from collectors.records import Kind
from webapp.analysis.alarm_definitions.draft import Actions, AlarmDraft
from webapp.analysis.alarm_definitions.measures import measure_of
from webapp.analysis.alarm_definitions.names import PLAIN, Templates, description_of
from webapp.analysis.alarm_definitions.purposes import Purpose, purpose_of, usual_draft
from webapp.analysis.alarm_definitions.subject import Subject

Suggest = Callable[[AlarmDraft, Purpose], AlarmDraft]


def pack_of(
    subject: Subject, actions: Actions, suggest: Suggest | None = None, templates: Templates = PLAIN
) -> tuple[AlarmDraft, ...]:
    """The pack, its thresholds as usual or as `suggest` has them; names are the same each time."""
    drafts = []
    for key in _keys(subject):
        measure = measure_of(subject, key)
        if measure is None:
            continue
        draft = usual_draft(subject, measure, templates=templates)
        if suggest:
            draft = suggest(draft, purpose_of(subject, measure))
        said = description_of(subject, draft, measure, measure.statistics[0], templates)
        drafts.append(replace(draft, description=said))
    return tuple(replace(draft, actions=actions) for draft in drafts)


def _keys(subject: Subject) -> Iterator[str]:
    if subject.identity.kind is Kind.QUEUE:
        yield "ApproximateNumberOfMessagesVisible" if subject.dead_letters else "ApproximateAgeOfOldestMessage"
    elif subject.identity.kind is Kind.FUNCTION:
        yield from ("error_rate", "Throttles", "duration_of_timeout", "concurrency_of_reserved")
        if subject.streamed:
            yield "IteratorAge"
        if subject.asynchronous:
            yield from ("AsyncEventsDropped", "DeadLetterErrors")
    else:
        yield "concurrency_of_limit"
