"""What the server does before anybody asks."""

import gc
import threading
import time
from urllib.request import urlopen

from waitress.trigger import trigger

from webapp.config.model import Bind
from webapp.serving import collect_garbage_seldom, compile_templates, listen, serving, url_of


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


def test_the_server_ends_though_another_thread_wakes_it_while_it_is_told_to(app, monkeypatch):
    woken = trigger._physical_pull

    def pulled_twice(server_trigger):
        woken(server_trigger)
        while server_trigger.thunks:
            time.sleep(0)
        woken(server_trigger)

    with listen(Bind(port=0)) as listening:
        with (
            serving(app, listening, threads=1) as thread,
            urlopen(f"{url_of('127.0.0.1', listening)}healthz") as answer,
        ):
            assert answer.status == 200
            monkeypatch.setattr(trigger, "_physical_pull", pulled_twice)
        assert not thread.is_alive()
