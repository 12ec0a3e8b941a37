"""The application in a thread on the loopback."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from webapp.config.model import Bind
from webapp.serving import listen, server_on, url_of


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve until the block ends; gives the address."""
    with listen(Bind(port=0)) as listening:
        server = server_on(app, listening, threads=8)
        thread = threading.Thread(target=server.run, name="served")
        thread.start()
        try:
            yield url_of("127.0.0.1", listening).rstrip("/")
        finally:
            server.close()
            thread.join(timeout=10)
