"""The HTTP server: waitress, with threads."""

from flask import Flask
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server


def listen(app: Flask, host: str, port: int, threads: int = 16) -> BaseWSGIServer | MultiSocketServer:
    """Bind; `.effective_port` is the port (0 asks for a free one), `.run()` serves until `.close()`.

    Raises OSError where the address is in use or not ours.
    """
    return create_server(app, host=host, port=port, threads=threads, ident=None, clear_untrusted_proxy_headers=True)


def serve(app: Flask, host: str, port: int, threads: int = 16) -> None:
    """Serve until the process is told to end."""
    listen(app, host, port, threads).run()
