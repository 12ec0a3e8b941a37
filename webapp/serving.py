"""The web server: a socket taken before anything else starts, then waitress until we are told to stop."""

import gc
import socket
import threading

from flask import Flask
from waitress import wasyncore
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


def server_on(app: Flask, listening: socket.socket, threads: int = THREADS) -> BaseWSGIServer:
    """A server on the socket: `.run()` serves until `end(server)`. Forwarding headers pass: whether they are believed
    is decided by `webapp.auth.addresses`."""
    return create_server(
        app,
        sockets=[listening],
        threads=threads,
        ident=None,
        clear_untrusted_proxy_headers=False,
        max_request_body_size=MAX_BODY_BYTES,
    )


def end(server: BaseWSGIServer) -> None:
    """Close the server's connections in its own thread, also those that browsers keep open; its `.run()` returns."""
    server.task_dispatcher.shutdown()
    server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))


def serve(config: Config, store: Store, clock: Clock, listening: socket.socket, stop: threading.Event) -> None:
    """Serve until `stop` is set; prints the URL once requests are answered."""
    collect_garbage_seldom()
    app = create_app(config, store, clock)
    server = server_on(app, listening)
    thread = threading.Thread(target=server.run, name="web", daemon=True)
    thread.start()
    print(f"lambda-oncall is at {url_of(config.bind.host, listening)}", flush=True)
    compile_templates(app, stop)
    stop.wait()
    end(server)
    thread.join(timeout=5)


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
