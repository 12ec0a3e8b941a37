"""Every table of the store, for whoever needs all of them: the migrations and their test."""

from importlib import import_module
from pkgutil import iter_modules

import webapp.store
from webapp.store.schema import metadata

for _module in iter_modules(webapp.store.__path__, "webapp.store."):
    if not _module.ispkg and _module.name != __name__:
        import_module(_module.name)

__all__ = ["metadata"]
