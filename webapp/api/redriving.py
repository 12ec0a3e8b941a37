"""What pages and API share about redrives: who may see what, and how a refusal is answered."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import abort

from collectors.failures import AwsError
from collectors.records import Identity
from webapp.actions.asked import AskedWrongly
from webapp.actions.door import NoWay
from webapp.actions.peek import PeekRefused
from webapp.auth.gate import current_person
from webapp.auth.permits import Text, may_read_text
from webapp.pages.dead_letters import MayRead


def reading_of(queue: Identity) -> MayRead:
    """What of a queue's dead letters the present reader may see."""
    return MayRead(*(may_read_text(current_person(), queue, text) for text in (Text.BODIES, Text.LOGS)))


@contextmanager
def sense_made() -> Iterator[None]:
    """What makes no sense is refused with what does."""
    try:
        yield
    except AskedWrongly as wrong:
        abort(400, str(wrong))


@contextmanager
def asking_aws() -> Iterator[None]:
    """What AWS refuses, or does not answer, becomes a page that says so."""
    try:
        yield
    except AwsError as error:
        abort(502, str(error))
    except (PeekRefused, NoWay) as refused:
        abort(409, str(refused))
