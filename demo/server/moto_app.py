"""moto behind the front: it answers what we do not hold ourselves (STS, IAM, SNS and whatever else it knows)."""

from io import BytesIO
from typing import Any
from urllib.parse import unquote

from moto.core.request import PRESERVED_HEADER_NAMES_ENVIRON_KEY
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from demo.server.calls import Call, Request
from demo.server.errors import AwsError, Reply

_NOT_ANSWERED = (NotImplementedError, KeyError, AttributeError)


class Moto:
    """moto's own WSGI dispatcher, with a clear 400 in place of its HTML pages for what it does not know."""

    def __init__(self) -> None:
        self._app = DomainDispatcherApplication(create_backend_app)

    def answer(self, request: Request, call: Call) -> Reply:
        """moto's answer as it is; UnknownOperationException where it has none."""
        head: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _problem: Any = None) -> None:
            head["status"], head["headers"] = int(status.split()[0]), headers

        try:
            body = b"".join(self._app(_environ(request), start))
        except _NOT_ANSWERED as problem:
            raise unknown(call) from problem
        if head["status"] >= 400 and _is_a_page(head["headers"]):
            raise unknown(call)
        return Reply(head["status"], body, tuple(head["headers"]))


def _is_a_page(headers: list[tuple[str, str]]) -> bool:
    return any(name.lower() == "content-type" and "html" in value for name, value in headers)


def unknown(call: Call) -> AwsError:
    """Nobody here answers this action: a clear 400, which no client tries again."""
    text = f"The embedded AWS does not answer {call.iam}"
    return AwsError("UnknownOperationException", text, legacy="InvalidAction")


def _environ(request: Request) -> dict[str, Any]:
    host, _, port = request.headers.get("host", "127.0.0.1:80").partition(":")
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()}
    return headers | {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(request.path),
        "RAW_URI": request.path,
        "QUERY_STRING": request.query,
        "CONTENT_TYPE": request.headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(request.body)),
        "SERVER_NAME": host,
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(request.body),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        PRESERVED_HEADER_NAMES_ENVIRON_KEY: {},
    }
