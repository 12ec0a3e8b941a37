"""`python -m bench`: measures everything that has a goal, prints a table and writes bench.json.

Every module of this package that has `measure(quick) -> list[Row]` takes part, each in a process of its own, so that
none pays for what another left in memory. QUICK=1 ends within a minute (the stores that it measures are built once,
which takes ten seconds more). Names given as arguments choose modules. The exit status is 1 where a limit is not kept.
"""

import importlib
import pkgutil
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path

import orjson

import bench
from bench.measuring import measured


def main(chosen: list[str]) -> int:
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as processes:
        rows = [row for name in chosen or modules() for row in processes.submit(measured, name).result()]
    found = {row.name: asdict(row) | {"ok": row.ok} for row in rows}
    Path("bench.json").write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    return int(not all(row.ok for row in rows))


def modules() -> list[str]:
    names = sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if module.name != "__main__")
    return [name for name in names if hasattr(importlib.import_module(f"bench.{name}"), "measure")]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
