"""What each measure is usually watched for: periods, M of N, and between which thresholds a suggestion must lie.

Source of the numbers: CloudWatch's recommended alarms and the Lambda operator guide (error rate 1 % or 5 %, duration
80 % of the timeout, iterator age, 80 % of reserved concurrency, any dead letter).
"""

from dataclasses import dataclass, replace

from webapp.analysis.alarm_definitions.draft import AlarmDraft
from webapp.analysis.alarm_definitions.measures import Measure
from webapp.analysis.alarm_definitions.names import PLAIN, Templates, description_of, name_of
from webapp.analysis.alarm_definitions.subject import Subject


@dataclass(frozen=True, slots=True)
class Purpose:
    """`threshold` where there is no history; a suggestion is at least `floor` and at most `cap`, if there is one.

    Where floor and cap are equal the threshold is a matter of principle, whatever the history says.
    """

    threshold: float
    why: str
    period: int = 60
    n: int = 3
    m: int = 2
    floor: float = 0.0
    cap: float | None = None

    @property
    def fixed(self) -> bool:
        """Whether history has no say."""
        return self.cap == self.floor


ANY = "one is one too many"
PURPOSES: dict[str, Purpose] = {
    "error_rate": Purpose(5, "a share of failing requests that users notice", floor=1, cap=50),
    "throttle_rate": Purpose(1, "requests are turned away", floor=1, cap=50),
    "duration_of_timeout": Purpose(80, "what reaches the timeout is cut off", n=15, m=10, floor=50, cap=95),
    "concurrency_of_reserved": Purpose(
        80, "beyond the reservation requests are throttled", n=10, m=8, floor=50, cap=95
    ),
    "concurrency_of_limit": Purpose(80, "beyond the limit every function is throttled", n=10, m=8, floor=50, cap=95),
    "dlq_growth": Purpose(0, ANY, period=300, n=1, m=1, cap=0),
    "Errors": Purpose(0, "errors that go on", n=3, m=3),
    "Throttles": Purpose(0, "throttling that goes on", cap=0),
    "IteratorAge": Purpose(60_000, "the stream is not kept up with", n=5, m=5, floor=60_000),
    "AsyncEventsDropped": Purpose(0, ANY, period=300, n=1, m=1, cap=0),
    "AsyncEventAge": Purpose(300_000, "events wait", n=5, m=5, floor=60_000),
    "DeadLetterErrors": Purpose(0, ANY, period=300, n=1, m=1, cap=0),
    "DestinationDeliveryFailures": Purpose(0, ANY, period=300, n=1, m=1, cap=0),
    "ApproximateNumberOfMessagesVisible": Purpose(0, "messages pile up", n=15, m=15),
    "ApproximateAgeOfOldestMessage": Purpose(300, "the queue is not kept up with", n=15, m=15, floor=60),
}
DEAD_LETTERS = Purpose(0, "a dead letter waits for somebody", period=300, n=1, m=1, cap=0)
USUAL = Purpose(0, "it is out of the ordinary", n=5, m=5)


def purpose_of(subject: Subject, measure: Measure) -> Purpose:
    """What the measure is watched for on this subject."""
    if subject.dead_letters and measure.key == "ApproximateNumberOfMessagesVisible":
        return DEAD_LETTERS
    return PURPOSES.get(measure.key, USUAL)


def usual_draft(subject: Subject, measure: Measure, statistic: str = "", templates: Templates = PLAIN) -> AlarmDraft:
    """The alarm as it is usually wanted, before anybody looked at the history."""
    purpose, chosen = purpose_of(subject, measure), statistic or measure.statistics[0]
    draft = AlarmDraft(
        watched=subject.identity,
        name=name_of(subject, measure, chosen, templates),
        lines=measure.lines(subject, chosen),
        comparison=measure.comparison,
        threshold=purpose.threshold,
        period=purpose.period,
        n=purpose.n,
        m=purpose.m,
        missing=measure.missing,
    )
    return replace(draft, description=description_of(subject, draft, measure, chosen, templates))
