"""What every answer shares: headers, host names, errors, request ids, static files."""

import re

import pytest
from flask import Flask, request
from structlog.testing import capture_logs

from tests.fleets import a_config
from webapp.app import create_app
from webapp.auth.gate import needs
from webapp.config.model import Bind
from webapp.http import hosts
from webapp.person import Role
from webapp.store import StoreError

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_every_answer_has_the_strict_policy(client):
    for path in ("/", "/nothing-here", "/api/v1/functions", "/healthz"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], path
        assert "unsafe" not in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert re.fullmatch(r"[0-9a-f]{16}", headers["X-Request-Id"])


def test_no_page_holds_inline_script_or_style(client):
    for path in ("/", "/collection", "/nothing-here"):
        html = client.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", html), path


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "LOCALHOST", "[::1]:8080"])
def test_the_names_of_this_machine_are_answered(client, host):
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example:8080", "127.0.0.1.evil.example", "", "[broken", "127.0.0.1@evil.example"]
)
def test_a_foreign_host_name_is_refused(client, host):
    answer = client.get("/api/v1/functions", headers={"Host": host})
    assert answer.status_code == 421
    assert "bind.names" in answer.json["detail"]


def test_a_configured_host_name_is_answered(store, clock):
    app = create_app(a_config(bind=Bind(names=("oncall.example",))), store, clock)
    assert app.test_client().get("/healthz", headers={"Host": "oncall.example"}).status_code == 200


def test_bound_to_the_network_only_configured_names_count():
    assert hosts.names("0.0.0.0", ("oncall.example",)) >= {"oncall.example", "localhost"}
    assert hosts.names("0.0.0.0", ()) == frozenset()
    assert not hosts.is_loopback("not an address")


def test_an_address_that_does_not_exist_is_a_page_that_leads_back(client):
    answer = client.get("/nothing-here")
    assert answer.status_code == 404
    assert 'href="/"' in answer.text


def test_an_error_of_the_api_is_a_problem_document(client):
    answer = client.get("/api/v1/nothing-here")
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == 404
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]


def raising(app: Flask, error: Exception) -> Flask:
    def view() -> str:
        raise error

    app.add_url_rule("/raises", "raises", view)
    app.add_url_rule("/api/v1/raises", "api.raises", view)
    return app


def test_a_bug_shows_no_trace_and_no_secret(app):
    client = raising(app, RuntimeError("password=hunter2")).test_client()
    for path in ("/raises", "/api/v1/raises"):
        answer = client.get(path)
        assert answer.status_code == 500
        assert "hunter2" not in answer.text
        assert "Traceback" not in answer.text
        assert answer.headers["X-Request-Id"] in answer.text


def test_a_store_that_cannot_be_read_says_what_to_do(app):
    client = raising(app, StoreError("The store is locked", "End the second collector.")).test_client()
    assert "End the second collector." in client.get("/raises").text
    assert client.get("/api/v1/raises").status_code == 503


def test_a_refresh_that_fails_leaves_the_page_standing(app):
    client = raising(app, StoreError("The store is locked", "End the second collector.")).test_client()
    answer = client.get("/raises", headers=HTMX)
    assert answer.headers["HX-Retarget"] == "#refresh-notice"
    assert "<html" not in answer.text
    assert "End the second collector." in answer.text


def test_a_body_that_is_too_large_is_refused(app):
    app.add_url_rule("/takes", "takes", needs(Role.VIEWER)(lambda: str(len(request.data))), methods=["POST"])
    assert app.test_client().post("/takes", data=b"x" * ((1 << 20) + 1)).status_code == 413


def test_static_files_are_compressed_and_kept_for_a_year(client):
    html = client.get("/").text
    address = re.search(r'src="(/static/[^"]+htmx\.min\.js)"', html)[1]
    with client.get(address, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "immutable" in answer.headers["Cache-Control"]
        assert len(answer.data) < 15_000


def test_the_store_decides_whether_we_are_ready(client, store, monkeypatch):
    assert client.get("/readyz").status_code == 200
    monkeypatch.setattr(type(store), "problem", lambda self: "The store is locked. Wait.")
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_the_log_has_a_line_for_a_page_and_none_for_its_files_or_for_probes(client):
    with capture_logs() as lines:
        address = re.search(r'src="(/static/[^"]+htmx\.min\.js)"', client.get("/").text)[1]
        for path in (address, "/healthz", "/readyz", "/metrics"):
            client.get(path).close()
    assert [line["path"] for line in lines if line["event"] == "request"] == ["/"]
