"""`python -m bench`: measures everything that has a goal, prints a table and writes bench.json.

Every module of this package that has `measure(quick) -> list[Row]` takes part. QUICK=1 ends within a minute. Names
given as arguments choose modules. The exit status is 1 where a limit is not kept.
"""

import importlib
import logging
import os
import pkgutil
import sys
from dataclasses import asdict
from pathlib import Path

import orjson
import structlog

import bench
from bench.rows import Row


def main(chosen: list[str]) -> int:
    quick = bool(os.environ.get("QUICK"))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    rows = [row for name in chosen or modules() for row in measured(name, quick)]
    found = {row.name: asdict(row) | {"ok": row.ok} for row in rows}
    Path("bench.json").write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    return int(not all(row.ok for row in rows))


def modules() -> list[str]:
    names = sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if module.name != "__main__")
    return [name for name in names if hasattr(importlib.import_module(f"bench.{name}"), "measure")]


def measured(name: str, quick: bool) -> list[Row]:
    rows: list[Row] = importlib.import_module(f"bench.{name}").measure(quick)
    for row in rows:
        print(line(row), flush=True)
    return rows


def line(row: Row) -> str:
    limit = "" if row.limit is None else f"(limit {row.limit:g}{'' if row.ok else ', MISSED'})"
    return f"{row.name:<32} {row.value:>12,.3f} {row.unit:<6} {limit:<22} {row.note}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
