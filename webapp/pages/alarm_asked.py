"""The form of the alarm that a request asks about: its subject found, its fields read, its children looked up."""

from collections.abc import Iterator
from dataclasses import replace

from werkzeug.datastructures import MultiDict

from collectors.records import Alarm, Identity, Kind
from webapp.analysis.alarm_definitions.checks import Problem
from webapp.analysis.alarm_definitions.names import Templates
from webapp.pages.alarm_form import Form, form_of
from webapp.pages.alarm_subject import subject_of
from webapp.store import Connection, alarms, identities

MOST_OFFERED = 200


def asked_form(conn: Connection, args: MultiDict[str, str], templates: Templates) -> Form:
    """The form; NotHere where there is no such function, queue, alarm or account."""
    subject, existing = subject_of(conn, args)
    form = form_of(args, subject, existing, templates)
    unknown = tuple(_unknown(conn, form))
    return replace(form, problems=(*form.problems, *unknown)) if unknown else form


def children_of(conn: Connection, form: Form) -> dict[str, Alarm | None]:
    """The alarms in a composite one's rule, None for those that are not there."""
    names = form.rule.children if form.rule else ()
    return {name: _there(conn, _alarm(form.subject.identity, name)) for name in names}


def offered(conn: Connection, form: Form) -> tuple[Alarm, ...]:
    """Alarms that a composite one may be made of: those of the account and region, those on its subject first."""
    if form.rule is None:
        return ()
    place, chosen = form.subject.identity, form.rule.children
    here = [each for each in alarms.alarms_in(conn, place.account, place.region)
            if each.identity.name != form.draft.name]  # fmt: skip
    here.sort(key=lambda each: (each.identity.name not in chosen, place not in each.watches))
    return tuple(here[:MOST_OFFERED])


def _unknown(conn: Connection, form: Form) -> Iterator[Problem]:
    gone = [name for name, there in children_of(conn, form).items() if there is None]
    if gone:
        yield Problem("rule", f"There is no alarm {', '.join(gone)} in this account and region.")


def _there(conn: Connection, alarm: Identity) -> Alarm | None:
    return alarms.alarm_of(conn, alarm) if identities.gone_at(conn, alarm) is None else None


def _alarm(place: Identity, name: str) -> Identity:
    return replace(place, kind=Kind.ALARM, name=name)
