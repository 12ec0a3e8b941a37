"""The verdicts of a target and its fleet rows as they stand in the store: what says the same again is only dated anew.

Nobody but the holder of the target's lease writes them, so that its process need not read them each time. Whatever is
about to be written is unknown until it has been written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from collectors.records import Identity
from webapp.analysis.verdict import Verdict
from webapp.store import Connection
from webapp.store.fleet import FleetRow, confirm_fleet, save_fleet_by_id
from webapp.store.verdicts import confirm_verdicts, save_verdicts, save_verdicts_by_id
from webapp.watch.saving import Saving


@dataclass
class Standing:
    """`verdicts`: the newest on each function and queue; `rows`: what this process wrote of each function, by id."""

    verdicts: dict[Identity, Verdict] = field(default_factory=dict)
    rows: dict[int, FleetRow] = field(default_factory=dict)

    def save(self, saving: Saving, rows: Mapping[int, FleetRow]) -> None:
        """Save rows and their verdicts in one transaction. Raises LeaseLost, StoreError."""
        known = {key: self.rows.pop(key) for key in rows if key in self.rows}
        judged_so = {
            key: rows[key].verdict for key, row in known.items() if rows[key].verdict.says_the_same(row.verdict)
        }
        shown_so = {key: rows[key] for key in judged_so if rows[key].shows_the_same(known[key])}

        def write(conn: Connection) -> None:
            confirm_verdicts(conn, judged_so)
            confirm_fleet(conn, shown_so)
            save_verdicts_by_id(conn, {key: row.verdict for key, row in rows.items() if key not in judged_so})
            save_fleet_by_id(conn, {key: row for key, row in rows.items() if key not in shown_so})

        saving.write(write)
        self.rows.update(rows)
        self._note(row.verdict for row in rows.values())

    def save_queues(self, saving: Saving, verdicts: list[Verdict]) -> None:
        """Save the verdicts on queues. Raises LeaseLost, StoreError."""
        saving.write(lambda conn: save_verdicts(conn, verdicts))
        self._note(verdicts)

    def _note(self, verdicts: Iterable[Verdict]) -> None:
        self.verdicts.update((verdict.identity, verdict) for verdict in verdicts)
