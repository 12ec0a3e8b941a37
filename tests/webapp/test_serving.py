"""What the server does before anybody asks."""

import gc
import threading

from webapp.serving import collect_garbage_seldom, compile_templates


def test_templates_are_compiled_before_anybody_asks_for_them(app):
    compile_templates(app, threading.Event())
    assert len(app.jinja_env.cache) >= len(app.jinja_env.list_templates()) > 50


def test_compiling_ends_when_the_server_does(app):
    stop = threading.Event()
    stop.set()
    compile_templates(app, stop)
    assert len(app.jinja_env.cache) == 0


def test_garbage_is_looked_for_seldom_and_still_looked_for():
    before = gc.get_threshold()
    try:
        collect_garbage_seldom()
        assert gc.isenabled()
        assert all(now > then for now, then in zip(gc.get_threshold(), before, strict=True))
    finally:
        gc.set_threshold(*before)
