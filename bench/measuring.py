"""One module's measurements, printed as they come."""

import importlib
import logging
import os

import structlog

from bench.rows import Row


def measured(name: str) -> list[Row]:
    """The rows of a module, also printed; the whole of what a process does."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    quick = bool(os.environ.get("QUICK"))
    rows: list[Row] = importlib.import_module(f"bench.{name}").measure(quick)
    for row in rows:
        print(line(row), flush=True)
    return rows


def line(row: Row) -> str:
    """The row as a line of the table."""
    limit = "" if row.limit is None else f"(limit {row.limit:g}{'' if row.ok else ', MISSED'})"
    return f"{row.name:<32} {row.value:>12,.3f} {row.unit:<6} {limit:<22} {row.note}"
