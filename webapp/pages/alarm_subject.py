"""What an alarm is made for, found by the query of a URL."""

from collections.abc import Mapping

from collectors.records import Alarm, Function, Identity, Kind, Queue
from webapp.analysis.alarm_definitions.subject import Subject
from webapp.http.not_here import NotHere
from webapp.pages import alarm as alarm_page
from webapp.pages import function as function_page
from webapp.pages import queue as queue_page
from webapp.pages.queue_roles import is_dead_letter, ties_of
from webapp.store import Connection, functions, limits, mappings, queues, targets

STREAMS = ("kinesis", "dynamodb", "kafka", "mq", "rds")
"""Services whose event source mappings read a stream."""


def subject_of(conn: Connection, args: Mapping[str, str]) -> tuple[Subject, Alarm | None]:
    """The subject of `account`, `region` and one of `function`, `queue`, `alarm`, or the account itself; NotHere.

    With `alarm` also that alarm.
    """
    account, region = args.get("account", ""), args.get("region", "")
    if name := args.get("alarm"):
        known = alarm_page.known_alarm(conn, account, region, name)
        return subject(conn, _watched(known)), known
    if name := args.get("function"):
        return subject(conn, function_page.known_function(conn, account, region, name).identity), None
    if name := args.get("queue"):
        return subject(conn, queue_page.known_queue(conn, account, region, name).identity), None
    here = (place for place in targets.accounts(conn).values() if (place.account, place.region) == (account, region))
    if (place := next(here, None)) is None:
        raise NotHere(f"No target looks at account {account or '?'} in {region or '?'}: name a function or a queue.")
    return subject(conn, place), None


def subject(conn: Connection, identity: Identity) -> Subject:
    """What is known of a function, queue or account, as far as alarms on it care."""
    if identity.kind is Kind.FUNCTION and (function := functions.function_of(conn, identity)):
        return of_function(conn, function)
    if identity.kind is Kind.QUEUE and (queue := queues.queue_of(conn, identity)):
        return of_queue(conn, queue)
    if identity.kind is Kind.ACCOUNT and (known := limits.limits_of(conn, identity)):
        return Subject(identity, limit=known.concurrency)
    return Subject(identity)


def of_function(conn: Connection, function: Function) -> Subject:
    """A function: its timeout, its reservation, and what feeds it."""
    services = {mapping.source_arn.split(":")[2:3][0] for mapping in mappings.mappings_of(conn, function.identity)
                if mapping.source_arn.count(":") > 2}  # fmt: skip
    return Subject(
        function.identity,
        timeout_s=function.timeout_s,
        reserved=function.reserved_concurrency,
        asynchronous=bool(function.dead_letter_arn or function.on_failure_arn),
        streamed=bool(services & set(STREAMS)),
    )


def of_queue(conn: Connection, queue: Queue) -> Subject:
    """A queue, and whether failures come to it."""
    ties = ties_of(functions.functions(conn), mappings.mappings(conn), queues.queues(conn))
    return Subject(queue.identity, dead_letters=is_dead_letter(ties.get(queue.arn, ()), queue))


def _watched(alarm: Alarm) -> Identity:
    place = alarm.identity
    account = place.named(Kind.ACCOUNT, "")
    return alarm.watches[0] if len(alarm.watches) == 1 else account
