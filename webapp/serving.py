"""The web server: a socket taken before anything else starts, then waitress until we are told to stop."""

import socket
import threading

from flask import Flask
from waitress import wasyncore
from waitress.server import BaseWSGIServer, create_server

from webapp.app import create_app
from webapp.clock import Clock
from webapp.config import Config, ConfigError, Problem
from webapp.config.model import Bind
from webapp.http.hosts import is_loopback
from webapp.store import Store

THREADS = 16


def listen(bind: Bind) -> socket.socket:
    """A listening socket; ConfigError for an address beyond this machine, OSError when the port is taken."""
    if not is_loopback(bind.host):
        raise ConfigError([_not_loopback(bind.host)])
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
    """A server on the socket: `.run()` serves until `end(server)`."""
    return create_server(app, sockets=[listening], threads=threads, ident=None, clear_untrusted_proxy_headers=True)


def end(server: BaseWSGIServer) -> None:
    """Close the server's connections in its own thread, also those that browsers keep open; its `.run()` returns."""
    server.task_dispatcher.shutdown()
    server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))


def serve(config: Config, store: Store, clock: Clock, listening: socket.socket, stop: threading.Event) -> None:
    """Serve until `stop` is set; prints the URL once requests are answered."""
    server = server_on(create_app(config, store, clock), listening)
    thread = threading.Thread(target=server.run, name="web", daemon=True)
    thread.start()
    print(f"lambda-oncall is at {url_of(config.bind.host, listening)}", flush=True)
    stop.wait()
    end(server)
    thread.join(timeout=5)


def url_of(host: str, listening: socket.socket) -> str:
    """What to open in a browser."""
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{listening.getsockname()[1]}/"


def _not_loopback(host: str) -> Problem:
    return Problem(
        path="bind.host",
        message="can be reached from other machines, and nobody has to sign in",
        value=repr(host),
        suggestion="keep 127.0.0.1 and reach it through an SSH tunnel: ssh -L 8080:127.0.0.1:8080 this-host",
    )
