"""Puts the web application together."""

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

from flask import Flask
from flask_compress import Compress

import webapp.api
import webapp.views
from webapp import words
from webapp.api import operations
from webapp.auth import gate
from webapp.clock import Clock
from webapp.config import Config
from webapp.http import access_log, assets, errors, headers, hosts, row_numbers
from webapp.services import Services
from webapp.store import Store

ROOT = Path(__file__).parent.parent
MAX_BODY_BYTES = 1 << 20


def create_app(config: Config, store: Store, clock: Clock) -> Flask:
    """The WSGI application. Every module of `webapp.views` with a `blueprint` is a page or a few; every module of
    `webapp.api` with `OPERATIONS` is a part of /api/v1."""
    app = Flask("webapp", root_path=str(ROOT), template_folder="templates", static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        COMPRESS_MIMETYPES=["text/html", "application/json", "application/problem+json", "text/plain"],
        COMPRESS_ALGORITHM=["zstd", "br", "gzip"],
        COMPRESS_MIN_SIZE=1_000,
    )
    app.extensions["oncall"] = Services(config, store, clock)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    for part in (access_log, hosts, headers, errors, assets, words, gate, row_numbers):
        part.install(app)
    for module in modules_of(webapp.views):
        if blueprint := getattr(module, "blueprint", None):
            app.register_blueprint(blueprint)
    for module in modules_of(webapp.api):
        operations.install(app, getattr(module, "OPERATIONS", ()))
    gate.refuse_open_writes(app)
    Compress(app)
    return app


def modules_of(package: ModuleType) -> list[ModuleType]:
    """The package's modules in the order of their names."""
    return [
        importlib.import_module(f"{package.__name__}.{module.name}")
        for module in pkgutil.iter_modules(package.__path__)
    ]
