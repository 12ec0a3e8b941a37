"""A server that gives AWS's clients exactly the answers that a test wants, for what no emulator would say."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from collectors.aws import Aws
from collectors.targets import Target

ACCOUNT = "111122223333"
CALLER = f"""<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::{ACCOUNT}:user/oncall</Arn><UserId>AIDAEXAMPLE</UserId><Account>{ACCOUNT}</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>"""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        action = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        if action:
            status, answer = self.server.answer(action, json.loads(body))
            self._send(
                status,
                "application/x-amz-json-1.0",
                answer if isinstance(answer, bytes) else json.dumps(answer).encode(),
            )
        else:
            self._send(200, "text/xml", CALLER.encode())

    def _send(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Answering(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


@contextmanager
def answering(answer):
    """The URL of a server that answers `answer(action, body) -> (status, answer)`."""
    server = Answering(("127.0.0.1", 0), Handler)
    server.answer = answer
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def an_aws(answer, monkeypatch):
    """An Aws whose calls are answered by `answer`."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "example")
    with answering(answer) as url:
        yield Aws(Target("test", "eu-west-1", endpoint_url=url), calls_a_second={})
