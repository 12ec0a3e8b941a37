"""The web server: a socket taken before anything else starts, then waitress until we are told to stop."""

import gc
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from waitress.server import BaseWSGIServer, create_server

from webapp.app import MAX_BODY_BYTES, create_app
from webapp.clock import Clock
from webapp.config import Config
from webapp.config.model import Bind
from webapp.store import Store

THREADS = 16
PAUSE_S = 0.02
"""Between two templates that are compiled, for those who ask for something meanwhile."""


def collect_garbage_seldom() -> None:
    """Look for garbage in cycles seldom: a look through all records of 10,000 functions takes a tenth of a second, and
    what answers leave behind is freed without it."""
    gc.set_threshold(50_000, 20, 20)


def listen(bind: Bind) -> socket.socket:
    """A listening socket; OSError when the port is taken. Whether that address is wise is `check_door`'s question."""
    family = socket.AF_INET6 if ":" in bind.host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((bind.host, bind.port))
    except OSError as error:
        taken.close()
        raise OSError(error.errno, f"cannot listen on {bind.host}:{bind.port} ({error.strerror})") from error
    taken.listen(128)
    return taken


@contextmanager
def serving(app: Flask, listening: socket.socket, threads: int = THREADS) -> Iterator[threading.Thread]:
    """Serve on the socket, from the thread that is given, until the block ends. Forwarding headers pass: whether they
    are believed is decided by `webapp.auth.addresses`."""
    server = create_server(
        app,
        sockets=[listening],
        threads=threads,
        ident=None,
        clear_untrusted_proxy_headers=False,
        max_request_body_size=MAX_BODY_BYTES,
    )
    thread = threading.Thread(target=server.run, name="web", daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(lambda: _leave_loop(server))
        thread.join(timeout=5)
        server.close()


def _leave_loop(server: BaseWSGIServer) -> None:
    """Close all connections, also those that browsers keep open, and let the loop of their thread end. The trigger
    stays open: who pulled it may not have written to it yet, when another pull brought us here."""
    for channel in list(server.active_channels.values()):
        channel.close()
    server._map.clear()


def serve(config: Config, store: Store, clock: Clock, listening: socket.socket, stop: threading.Event) -> None:
    """Serve until `stop` is set; prints the URL once requests are answered."""
    collect_garbage_seldom()
    app = create_app(config, store, clock)
    with serving(app, listening):
        print(f"lambda-oncall is at {url_of(config.bind.host, listening)}", flush=True)
        compile_templates(app, stop)
        stop.wait()


def compile_templates(app: Flask, stop: threading.Event) -> None:
    """Compile every template beside what is served, so that the first visitor of a page does not wait for it."""
    for name in app.jinja_env.list_templates():
        if stop.wait(PAUSE_S):
            return
        app.jinja_env.get_template(name)


def url_of(host: str, listening: socket.socket) -> str:
    """What to open in a browser."""
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{listening.getsockname()[1]}/"
