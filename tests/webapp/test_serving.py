"""What the server does before anybody asks."""

import threading

from webapp.serving import compile_templates


def test_templates_are_compiled_before_anybody_asks_for_them(app):
    compile_templates(app, threading.Event())
    assert len(app.jinja_env.cache) >= len(app.jinja_env.list_templates()) > 50


def test_compiling_ends_when_the_server_does(app):
    stop = threading.Event()
    stop.set()
    compile_templates(app, stop)
    assert len(app.jinja_env.cache) == 0
