"""Notes when a session or a token was last used: seldom, and never at the cost of whoever only reads."""

from collections.abc import Callable

import structlog

from webapp.services import services
from webapp.store import Connection, StoreError

log = structlog.get_logger("oncall.web")
EVERY_S = 60
"""How exactly a last use is known: a page that refreshes itself need not write each time."""


def note(last: int, now: int, mark: Callable[[Connection], None]) -> None:
    """`mark` it where the last use that is known is old; a store that cannot be written keeps nobody from reading."""
    if now - last < EVERY_S:
        return
    try:
        with services().store.write() as conn:
            mark(conn)
    except StoreError as error:
        log.warning("use_not_noted", problem=str(error))
