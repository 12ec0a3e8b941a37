"""The HTTP server: one thread a connection, kept alive, on loopback only."""

import gzip
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from demo.server.calls import Request
from demo.server.errors import Reply
from demo.server.front import Front
from demo.server.trouble import Cut

HOST = "127.0.0.1"


class Listener(ThreadingHTTPServer):
    """Listens on 127.0.0.1; connections that still hang do not keep the process alive."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, front: Front) -> None:
        super().__init__((HOST, port), Handler)
        self.front = front

    @property
    def url(self) -> str:
        """Where clients point their endpoint URL."""
        return f"http://{HOST}:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error worth a traceback."""


class Handler(BaseHTTPRequestHandler):
    """Reads a request whole, writes the reply whole or as a stream."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Listener

    def answer(self) -> None:
        """Answer one request, or close the connection where the front says so."""
        try:
            self._write(self.server.front.reply(self._read()))
        except Cut:
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = answer

    def _read(self) -> Request:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        if headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
            del headers["content-encoding"]
        path, _, query = self.path.partition("?")
        return Request(self.command, path, query, headers, body)

    def _write(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers:
            if name.lower() not in ("content-length", "connection", "date", "server"):
                self.send_header(name, value)
        if reply.stream is not None:
            self._write_stream(reply.stream)
            return
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)
        self.wfile.flush()

    def _write_stream(self, parts: Iterator[bytes]) -> None:
        """Each part as a chunk when it is there, until there is none or the client goes away."""
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in parts:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: `GET /_world/calls` tells what was called."""
