"""Ledgers go into files when their time is over, and not before."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from collectors.durations import DAY
from collectors.records import Kind
from tests.actions.test_plans import a_plan
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.analysis.redrive_counts import Fate
from webapp.config import Retention
from webapp.store import ledger, redrives
from webapp.store.ledger import Line
from webapp.store.redrives import CauseCount
from webapp.watch.filing import file_ledgers

QUEUE = an_identity("orders-dlq", Kind.QUEUE)
LINE = Line("m", Fate.DELETED, NOON, 3, "a", "a", cause="KeyError: vat")


@pytest.fixture
def keep(tmp_path):
    return Retention(ledger_days=10, ledger_folder=str(tmp_path / "ledgers"))


def redriven(store, state="done", finished_at=NOON - 11 * DAY, lines=3):
    """A redrive whose first message came back; its id."""
    with store.write() as conn:
        key = redrives.begin_redrive(conn, a_plan(id=f"p{finished_at}{state}"), 1, None, NOON - 12 * DAY)
        ledger.save_lines(conn, key, [replace(LINE, message_id=f"m{at}") for at in range(lines)])
        ledger.note_bounce(conn, key, "m0", NOON)
        redrives.save_state(conn, key, state, finished_at=finished_at)
    return key


def filed(store, keep, now=NOON):
    def write(deed):
        with store.write() as conn:
            return deed(conn)

    return file_ledgers(store, write, keep, now)


def left(store, key):
    with store.read() as conn:
        return len(list(ledger.all_lines(conn, key))), redrives.redrive_of(conn, key)


def test_an_old_ledger_is_in_a_file_and_its_sums_stay(store, keep):
    key = redriven(store)
    assert filed(store, keep) == 1
    lines, redrive = left(store, key)
    assert lines == 0
    assert redrive.filed.causes == (CauseCount("KeyError: vat", 3, 1),)
    with gzip.open(redrive.filed.file) as file:
        written = [json.loads(line) for line in file]
    assert [(line["message_id"], line["fate"]) for line in written] == [(f"m{at}", "deleted") for at in range(3)]
    assert filed(store, keep) == 0


@pytest.mark.parametrize(("state", "finished_at"), [("running", None), ("waiting", None), ("done", NOON - 9 * DAY)])
def test_what_runs_and_what_is_young_stays(store, keep, state, finished_at):
    key = redriven(store, state, finished_at)
    assert filed(store, keep) == 0
    assert left(store, key)[0] == 3


def test_a_ledger_that_cannot_be_written_stays(store, keep):
    key = redriven(store)
    Path(keep.ledger_folder).write_text("not a folder")
    assert filed(store, keep) == 0
    assert left(store, key)[0] == 3


def test_without_a_folder_ledgers_stay(store):
    key = redriven(store)
    assert filed(store, Retention(ledger_days=1)) == 0
    assert left(store, key)[0] == 3
