"""What a new alarm shall be on: a function, a queue or an account, found by a part of its name."""

from dataclasses import dataclass

from collectors.records import Identity, Kind
from webapp.store import Connection
from webapp.store.targets import accounts
from webapp.store.things import things

MOST = 20


@dataclass(frozen=True, slots=True)
class ChoicePage:
    """`functions` and `queues` are the first that match, with how many match; `accounts` are all that are looked at."""

    text: str
    functions: tuple[Identity, ...]
    functions_in_all: int
    queues: tuple[Identity, ...]
    queues_in_all: int
    accounts: tuple[Identity, ...]


def load(conn: Connection, text: str) -> ChoicePage:
    """What there is to choose from."""
    text = text.strip()
    functions, queues = (things(conn, kind, text, MOST) for kind in (Kind.FUNCTION, Kind.QUEUE))
    places = sorted(set(accounts(conn).values()), key=lambda place: (place.account, place.region))
    return ChoicePage(text, *functions, *queues, tuple(place for place in places if text in place.account))
