"""The journal page, its filters, its export and its twin."""

import csv
import io
import json

import pytest

from collectors.records import Kind
from tests.conftest import NOON
from tests.factories import an_identity
from tests.markup import text_of
from tests.personas import ADMIN, OPERATOR
from webapp.store.journal import begin, digest_of, end, journal, note
from webapp.store.journal_chain import verify


@pytest.fixture
def written(store):
    with store.write() as conn:
        note(conn, ADMIN, "sign in", {}, NOON - 9_000)
        queue = an_identity("payments-dlq", Kind.QUEUE)
        begun = begin(conn, OPERATOR, "redrive", queue, {"messages": 12}, NOON - 600, plan_id="p1")
        end(conn, begun, "done", {"moved": 12}, NOON - 590)
        begin(conn, OPERATOR, "mute alarm", an_identity("50%_off", Kind.ALARM), {"reason": "=cmd()"}, NOON - 60)
    return store


def listed(client, query=""):
    return [deed["action"] for deed in client.get(f"/api/v1/journal?{query}").json["deeds"]]


def test_an_action_and_its_result_are_one_line_newest_first(client, written):
    first, second, third = client.get("/api/v1/journal").json["deeds"]
    assert (first["action"], first["ended_at"], first["result"]) == ("mute alarm", None, "")
    assert (second["action"], second["result"], second["outcome"]) == ("redrive", "done", {"moved": 12})
    assert third["person"] == "ada"


def test_the_page_says_who_did_what_and_what_never_ended(client, written):
    html = client.get("/journal").text
    assert "omar" in html
    assert 'href="/queues/111122223333/eu-west-1/payments-dlq"' in html
    assert "not ended" in html


def test_what_was_written_down_reads_as_words_and_not_as_code(client, store):
    asked = {
        "reason": "deploying",
        "seconds": 3_600,
        "ids": [],
        "wanted": {"cause": None, "field": "vat"},
        "hide_s": 60,
        "edits": {"none": []},
    }
    detail = {"asked": asked, "steps": ["Mute errors for 60 min."], "plan_hash": "f392"}
    with store.write() as conn:
        begun = begin(conn, OPERATOR, "alarm_mute", None, detail, NOON, plan_id="p1")
        end(conn, begun, "done", {"outcome": "done", "until": NOON}, NOON)
    told = text_of(client.get("/journal").text)
    assert "alarm mute" in told
    assert "asked: hide 1 min, reason deploying, seconds 1 h, wanted field vat" in told
    assert "until: 12:00 UTC" in told
    assert "{" not in told
    assert "None" not in told


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("person=ADA", ["sign in"]),
        ("action=redrive", ["redrive"]),
        ("target=dlq", ["redrive"]),
        ("target=50%25_", ["mute alarm"]),
        ("target=%25", ["mute alarm"]),
        ("from=-15m", ["mute alarm", "redrive"]),
        ("to=-1h", ["sign in"]),
        ("before=2", ["sign in"]),
        ("person=nobody", []),
    ],
)
def test_filters_leave_what_matches(client, written, query, found):
    assert listed(client, query) == found


@pytest.mark.parametrize("query", ["before=x", "before=99999999999999999999", "from=yesterday", "before=٣"])
def test_a_filter_without_meaning_is_said(client, query):
    for path in ("/journal", "/journal.csv", "/journal.jsonl", "/api/v1/journal"):
        assert client.get(f"{path}?{query}").status_code == 400, path


def test_a_long_journal_is_paged(client, store):
    with store.write() as conn:
        for number in range(120):
            note(conn, ADMIN, f"action {number}", {}, NOON)
    seen, query = [], ""
    while True:
        answer = client.get(f"/api/v1/journal?{query}").json
        seen += [deed["action"] for deed in answer["deeds"]]
        if answer["next"] is None:
            break
        query = f"before={answer['next']}"
    assert seen == [f"action {number}" for number in reversed(range(120))]
    assert "before=71" in client.get("/journal").text


def test_json_lines_hold_every_row_with_what_the_chain_needs(client, written):
    answer = client.get("/journal.jsonl")
    rows = [json.loads(line) for line in answer.text.splitlines()]
    assert [row["phase"] for row in rows] == ["event", "intent", "result", "intent"]
    assert [row["previous"] for row in rows[1:]] == [row["hash"] for row in rows[:-1]]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_spreadsheet_finds_text_and_no_formula(client, written):
    with written.write() as conn:
        note(conn, ADMIN, '=HYPERLINK("http://evil.example")', {}, NOON)
    rows = list(csv.DictReader(io.StringIO(client.get("/journal.csv?person=ada").text)))
    assert [row["action"] for row in rows] == ["sign in", '\'=HYPERLINK("http://evil.example")']


def test_reading_and_exporting_leave_the_chain_as_it_is(client, written):
    client.get("/journal.csv")
    with written.read() as conn:
        assert verify(conn).problem == ""
        assert [digest_of(row._asdict()) for row in conn.execute(journal.select().order_by(journal.c.id))]
