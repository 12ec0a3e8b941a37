"""`<int:…>` in an address is the number of a row; what no row can have is an address that does not exist."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1
"""Of PostgreSQL's integer."""


class RowNumber(IntegerConverter):
    """A whole number that a database takes."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"max": LARGEST} | options)


def install(app: Flask) -> None:
    """Take every `<int:…>` for the number of a row."""
    app.url_map.converters["int"] = RowNumber
