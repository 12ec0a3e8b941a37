"""The runtimes that functions run on, those first whose functions have to move."""

from dataclasses import dataclass
from datetime import date

from collectors.records import Identity
from webapp.analysis.runtimes import RuntimeSupport, Support, day
from webapp.config import Config
from webapp.pages.sight import never_read
from webapp.runtimes.reading import announced, supported
from webapp.store import Connection
from webapp.store.fleet_search import functions_by_runtime

MOST_NAMED = 20
"""So many functions of a runtime are named on the page; the fleet lists them all."""
_URGENCY = {state: at for at, state in enumerate(Support)}


@dataclass(frozen=True, slots=True)
class RuntimeLine:
    """One runtime with its functions, by account, region and name."""

    support: RuntimeSupport
    functions: tuple[Identity, ...]

    @property
    def named(self) -> tuple[Identity, ...]:
        """The functions that the page names: of runtimes that are about to end, or have."""
        told = self.support.state in (Support.UPDATES_REFUSED, Support.DEPRECATED, Support.ENDING)
        return self.functions[:MOST_NAMED] if told else ()

    @property
    def more(self) -> int:
        """How many functions are not named beside those that are."""
        return len(self.functions) - len(self.named) if self.named else 0


@dataclass(frozen=True, slots=True)
class RuntimesPage:
    """What has to move first comes first. AWS told the dates at the address `source` on the day `as_of`; of `unread`
    targets no function was ever read.
    """

    lines: tuple[RuntimeLine, ...]
    source: str
    as_of: date
    unread: tuple[str, ...]

    @property
    def told_on(self) -> str:
        """When AWS told the dates, in words."""
        return day(self.as_of)

    def count(self, *states: str) -> int:
        """How many functions are on runtimes in one of these states."""
        return sum(len(line.functions) for line in self.lines if line.support.state in states)


def load(conn: Connection, config: Config, now: int) -> RuntimesPage:
    """Every runtime that there is, as AWS supports it today."""
    found = functions_by_runtime(conn)
    lines = [RuntimeLine(supported(runtime or None, now), tuple(those)) for runtime, those in found.items()]
    table = announced()
    unread = never_read(conn, config, "functions")
    return RuntimesPage(tuple(sorted(lines, key=_order)), table.source, table.as_of, unread)


def _order(line: RuntimeLine) -> tuple[int, str, str]:
    support = line.support
    return _URGENCY[support.state], str(support.deprecated or ""), support.runtime or ""
