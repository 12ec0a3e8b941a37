"""/api/v1/timeline: what happened in a stretch of time."""

from dataclasses import dataclass

from flask import request

from collectors.records import Identity
from webapp.analysis.timeline import Event, What
from webapp.api.operations import Operation, Parameter
from webapp.auth.showing import shown_text
from webapp.pages import timeline as timeline_page
from webapp.pages.sight import Sight
from webapp.pages.time_range import time_range
from webapp.services import services


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """Something that happened. `bad` is null where it made things no worse and no better, `end` where it was brief."""

    at: int
    end: int | None
    what: What
    subject: Identity | None
    text: str
    who: str
    bad: bool | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Newest first; `left_out` are older ones; `counts` by kind whatever kinds were asked for; `looking` says how well
    AWS could be read.
    """

    start: int
    end: int
    events: tuple[TimelineEvent, ...]
    left_out: int
    counts: dict[str, int]
    looking: Sight


def timeline() -> Timeline:
    """What happened."""
    here = services()
    with here.store.read() as conn:
        query = timeline_page.query_of(conn, request.args, request.args.getlist("kind"))
        now = here.clock.now()
        page = timeline_page.load(conn, query, time_range(request.args, now), here.config, now)
    counts = {str(what): number for what, number in page.counts.items()}
    events = tuple(map(_event, page.events))
    return Timeline(page.shown.start, page.shown.end, events, page.left_out, counts, page.looking)


def _event(event: Event) -> TimelineEvent:
    return TimelineEvent(event.at, event.end, event.what, event.subject, shown_text(event.text), event.who, event.bad)


OPERATIONS = (
    Operation(
        "/timeline",
        "What happened: deploys, changes, alarms, health, new errors, throttling, dead letters, actions.",
        timeline,
        Timeline,
        (
            Parameter("from", "Begin: -3h, ISO 8601, or epoch seconds.", example="-3h"),
            Parameter("to", "End, in the same forms.", example="now"),
            Parameter("kind", "One kind of event; may be repeated.", example="deploy"),
            Parameter("q", "A text in name, story or person.", example="checkout"),
            Parameter("function", "The function, with its `account` and `region`.", example="checkout-api"),
            Parameter("account", "Account id of the function.", example="111122223333"),
            Parameter("region", "Region of the function.", example="eu-west-1"),
        ),
    ),
)
