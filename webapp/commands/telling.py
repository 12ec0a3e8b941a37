"""Tells a person in a terminal what each run brought, as it ends, and at the end what could not be done."""

from functools import partial
from threading import Lock

from collectors.records import Outcome
from webapp.commands.failing import unread
from webapp.store.errors import StoreError
from webapp.watch.saving import LeaseLost

say = partial(print, flush=True)


class Telling:
    """Prints a line a run. Runs end in threads of their own: one line at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._read: list[Outcome] = []
        self._unsaved = 0

    def __call__(self, target: str, task: str, what: Outcome | Exception) -> None:
        """A run has ended."""
        with self._lock:
            if isinstance(what, Exception):
                self._unsaved += 1
            else:
                self._read.append(what)
            say(f"{target} {task.replace('_', ' ')}: {_came_of(what)}")

    def progress(self, text: str) -> None:
        """A line about how far it is."""
        with self._lock:
            say(text)

    def done(self, others: list[str]) -> int:
        """The last lines; 1 when something could not be done. `others`: targets that another collector works on."""
        for name in others:
            say(f"{name}: left alone, because another collector works on it; the page /collection says which.")
        if failed := unread(self._read):
            say("\nSome could not be read:", *failed, sep="\n")
        runs, usd = len(self._read) + self._unsaved, sum(outcome.usd for outcome in self._read)
        if not runs and not others:
            say("Nothing was due: everything has been tried lately. The page /collection shows what came of it.")
        lost = f" {self._unsaved} of them could not be saved: see above." if self._unsaved else ""
        say(f"\n{runs} run{'' if runs == 1 else 's'} for ${usd:.4f}.{lost}")
        return int(bool(failed or self._unsaved or others))


def _came_of(what: Outcome | Exception) -> str:
    if isinstance(what, LeaseLost):
        return "not saved, because another collector has taken the target meanwhile."
    if isinstance(what, StoreError):
        return f"not saved. {what.message}. {what.advice}"
    if isinstance(what, Exception):
        return f"not saved. {what}"
    failed = f", {len(what.failures)} could not be read" if what.failures else ""
    return f"{what.records} records in {what.seconds:.1f} s{failed}"
