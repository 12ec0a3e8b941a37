"""The journal, and its export."""

import csv
import io
from collections.abc import Iterator

from flask import Blueprint, Response, abort, request

from webapp.http.answers import json_bytes, page_answer
from webapp.pages import journal
from webapp.services import services
from webapp.store import Store
from webapp.store.journal_search import JournalQuery

blueprint = Blueprint("journal", __name__)


@blueprint.get("/journal")
def index() -> Response:
    """Who did what."""
    query = _query()
    with services().store.read() as conn:
        page = journal.load(conn, query)
    return page_answer(page, "journal/index.html", "journal/_live.html")


@blueprint.get("/journal.csv")
def as_csv() -> Response:
    """Every row that the filters leave, for a spreadsheet."""
    return _export(_csv_lines(services().store, _query()), "text/csv", "journal.csv")


@blueprint.get("/journal.jsonl")
def as_json_lines() -> Response:
    """Every row that the filters leave with its hashes, one JSON object a line."""
    return _export(_json_lines(services().store, _query()), "application/jsonl", "journal.jsonl")


def _query() -> JournalQuery:
    try:
        return journal.query_of(request.args, services().clock.now())
    except journal.BadJournalQuery as error:
        abort(400, str(error))


def _export(lines: Iterator[bytes], mimetype: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(lines, mimetype=mimetype, headers=headers)


def _csv_lines(store: Store, query: JournalQuery) -> Iterator[bytes]:
    with store.read() as conn:
        for row in journal.csv_rows(conn, query):
            line = io.StringIO()
            csv.writer(line).writerow(row)
            yield line.getvalue().encode()


def _json_lines(store: Store, query: JournalQuery) -> Iterator[bytes]:
    with store.read() as conn:
        for entry in journal.json_rows(conn, query):
            yield json_bytes(entry) + b"\n"
