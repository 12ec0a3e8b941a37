"""The application in a thread on the loopback."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, request, request_finished

from webapp.config.model import Bind
from webapp.serving import listen, serving, url_of


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve until the block ends; gives the address."""
    bind = Bind(port=0)
    with listen(bind) as socket:
        with serving(app, socket, threads=8) as thread:
            yield url_of(bind.host, socket).rstrip("/")
        assert not thread.is_alive()


@contextmanager
def answered(app: Flask, path: str) -> Iterator[None]:
    """Until the block's end a request for `path` is answered, which no page need wait for: a beacon, say."""
    done = threading.Event()

    def note(_app: Flask, **_answer: Any) -> None:
        if request.path == path:
            done.set()

    with request_finished.connected_to(note, app):
        yield
        assert done.wait(60), f"nobody asked for {path}"
