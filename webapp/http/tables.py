"""Tables as files that people open in a spreadsheet or feed to a program."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask import Response, abort

from webapp.http.answers import json_bytes

Cell = str | int | float | Decimal | None
Rows = Sequence[Sequence[Cell]]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula; such text from outside gets an apostrophe before it."""


@dataclass(frozen=True, slots=True)
class FileTable:
    """A named table. Dollars are decimals, exact to a hundred-millionth of a cent; None is not known."""

    name: str
    columns: tuple[str, ...]
    rows: Rows


def table_answer(table: FileTable, form: str) -> Response:
    """The table as `csv` or `json`, to be saved; 404 for another form."""
    if form not in FORMS:
        abort(404, f"There is no {form!r} of it; there are {' and '.join(FORMS)}.")
    mimetype, written = FORMS[form]
    response = Response(written(table), mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{table.name}.{form}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _csv(table: FileTable) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(table.columns)
    writer.writerows([cell(value) for value in row] for row in table.rows)
    return text.getvalue().encode()


def cell(value: Cell) -> str:
    """A value as a spreadsheet is to read it: exact, empty where it is not known, and never a formula."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _json(table: FileTable) -> bytes:
    def plain(value: Cell) -> str | int | float | None:
        return float(value) if isinstance(value, Decimal) else value

    return json_bytes([dict(zip(table.columns, map(plain, row), strict=True)) for row in table.rows])


FORMS = {"csv": ("text/csv", _csv), "json": ("application/json", _json)}
