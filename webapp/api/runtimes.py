"""/api/v1/runtimes: the runtimes that functions run on, and how long AWS supports them."""

from dataclasses import dataclass
from datetime import date

from collectors.records import Identity
from webapp.analysis.runtimes import RuntimeSupport
from webapp.api.operations import Operation
from webapp.pages import runtimes as pages
from webapp.services import services


@dataclass(frozen=True, slots=True)
class RuntimeRow:
    """One runtime and all functions on it."""

    support: RuntimeSupport
    functions: tuple[Identity, ...]


@dataclass(frozen=True, slots=True)
class Runtimes:
    """What has to move first comes first. AWS told the dates at the address `source` on the day `as_of`; `unread` are
    the targets whose functions were never read.
    """

    runtimes: tuple[RuntimeRow, ...]
    source: str
    as_of: date
    unread: tuple[str, ...]


def runtimes() -> Runtimes:
    """Every runtime in use."""
    here = services()
    with here.store.read() as conn:
        page = pages.load(conn, here.config, here.clock.now())
    rows = tuple(RuntimeRow(line.support, line.functions) for line in page.lines)
    return Runtimes(rows, page.source, page.as_of, page.unread)


OPERATIONS = (Operation("/runtimes", "The runtimes in use, and how long AWS supports them.", runtimes, Runtimes),)
