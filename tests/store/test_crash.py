"""SIGKILL at any instant: what is in the store is whole, and nothing counts as covered that was not saved."""

import random
import subprocess
import sys

import pytest
from sqlalchemy import text

from collectors.records import Kind
from tests.conftest import NOON
from tests.store.opening import opened
from tests.store.writing import COLUMNS, DAY, FUNCTIONS
from webapp.store.coverage import covered
from webapp.store.points import all_series


@pytest.fixture
def url(store, request):
    if "postgres" in request.node.name:
        return request.getfixturevalue("postgres_server")
    return f"sqlite:///{store.where}"


def kill_a_writer_after(url, minutes, seconds):
    """So long after it has said that it kept so many minutes."""
    run = [sys.executable, "-m", "tests.store.writing", url]
    with subprocess.Popen(run, stdout=subprocess.PIPE, text=True) as process:
        for _ in range(minutes):
            assert process.stdout.readline() == "kept\n"
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.kill()


def test_a_killed_writer_leaves_whole_transactions_only(store, url):
    chance = random.Random(4711)
    minutes_before = 0
    for kept in (1, 3, 5):
        kill_a_writer_after(url, kept, chance.uniform(0.001, 0.1))
        with opened(url) as again, again.read() as conn:
            pieces = covered(conn, "prod", "metrics", 60, NOON, NOON + DAY)
            assert len(pieces) <= 1
            minutes = [ts for piece in pieces for ts in range(piece.start, piece.end, 60)]
            whole = [(ts, (1.0, 2.0)) for ts in minutes]
            found = all_series(conn, Kind.FUNCTION, NOON - DAY, NOON + 2 * DAY, columns=COLUMNS)
            assert [list(points.rows) for points in found.values()] == [whole] * (FUNCTIONS if minutes else 0)
            if url.startswith("sqlite"):
                assert conn.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        assert len(minutes) >= minutes_before + kept
        minutes_before = len(minutes)
