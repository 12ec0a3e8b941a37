"""Ledgers of redrives that ended long ago: each goes into a file before it is forgotten."""

import gzip
import hashlib
import os
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import structlog

from collectors.durations import DAY
from webapp.config import Retention
from webapp.store import Connection, ledger, redrives
from webapp.store.database import Store
from webapp.store.redrives import Filed, Redrive

log = structlog.get_logger()

ROWS_A_TRANSACTION = 1_000
Write = Callable[[Callable[[Connection], Any]], Any]


def file_ledgers(store: Store, write: Write, keep: Retention, now: int) -> int:
    """File what is old enough, then forget it; how many ledgers were filed. One that cannot be written stays."""
    if not keep.ledger_folder:
        return 0
    with store.read() as conn:
        old = redrives.ended_before(conn, now - keep.ledger_days * DAY)
    done = 0
    for redrive in old:
        try:
            filed = _filed(store, redrive, Path(keep.ledger_folder), now)
        except OSError as error:
            log.error("ledger_not_filed", redrive=redrive.id, problem=str(error))
            break
        write(partial(redrives.note_filed, key=redrive.id, filed=filed))
        done += 1
    while write(partial(ledger.forget_filed, rows=ROWS_A_TRANSACTION)):
        pass
    return done


def _filed(store: Store, redrive: Redrive, folder: Path, now: int) -> Filed:
    """Raises OSError. A file is there whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"redrive-{redrive.id}.jsonl.gz"
    unfinished = path.with_suffix(".part")
    lines = 0
    with store.read() as conn, unfinished.open("wb") as raw:
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=now) as file:
            for line in ledger.all_lines(conn, redrive.id):
                file.write(orjson.dumps(asdict(line)) + b"\n")
                lines += 1
        raw.flush()
        os.fsync(raw.fileno())
        causes = ledger.by_cause_and_bounce(conn, redrive.id)
    unfinished.replace(path)
    with path.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    return Filed(now, str(path), digest, lines, causes)
