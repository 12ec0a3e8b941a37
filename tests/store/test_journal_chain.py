"""The journal's chain: whatever is done to a row afterwards shows."""

import pytest
from sqlalchemy import delete, update

from tests.conftest import NOON
from tests.personas import OPERATOR
from webapp.store.journal import HEAD, journal, note
from webapp.store.journal_chain import verify
from webapp.store.settings import settings


@pytest.fixture
def written(store):
    """A journal of five rows."""
    with store.write() as conn:
        for number in range(5):
            note(conn, OPERATOR, "sign in", {"number": number}, NOON + number)
    return store


def found(store, tampering=None, expected=""):
    if tampering is not None:
        with store.write() as conn:
            for statement in tampering:
                conn.execute(statement)
    with store.read() as conn:
        return verify(conn, expected)


def test_an_empty_journal_is_as_it_was_written(store):
    assert found(store).problem == ""


def test_an_untouched_journal_is_as_it_was_written(written):
    chain = found(written)
    assert (chain.rows, chain.problem) == (5, "")
    assert found(written, expected=chain.head).problem == ""


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        ([delete(journal).where(journal.c.id == 1)], "Row 1 is gone"),
        ([delete(journal).where(journal.c.id == 3)], "Row 3 is gone"),
        ([delete(journal).where(journal.c.id == 5)], "Rows after number 4 are gone: there were 5"),
        ([delete(journal)], "Rows after number 0 are gone"),
        ([update(journal).where(journal.c.id == 2).values(person="somebody else")], "Row 2 was altered"),
        ([update(journal).where(journal.c.id == 4).values(at=NOON)], "Row 4 was altered"),
        ([update(journal).where(journal.c.id == 4).values(detail="{}")], "Row 4 was altered"),
        ([update(journal).where(journal.c.id == 4).values(previous="0" * 64)], "Row 4 does not follow row 3"),
        ([update(settings).where(settings.c.name == HEAD).values(value="9:00")], "Rows after number 5 are gone"),
        (
            [
                update(journal).where(journal.c.id == 2).values(id=99),
                update(journal).where(journal.c.id == 3).values(id=2),
                update(journal).where(journal.c.id == 99).values(id=3),
            ],
            "Row 2 does not follow row 1: rows were exchanged",
        ),
    ],
)
def test_a_row_that_was_removed_altered_or_moved_shows(written, tampering, said):
    assert said in found(written, tampering).problem
