"""Opening a store in a test, and closing it whatever happens."""

from contextlib import closing, contextmanager

import pytest

from webapp.store.database import Store
from webapp.store.errors import StoreError


@contextmanager
def opened(url):
    store = Store.open(url)
    try:
        yield store
    finally:
        store.close()


def refusal(url):
    with pytest.raises(StoreError) as caught, opened(url):
        pass
    return caught.value


@contextmanager
def unwritable(store):
    """The store as on a full disk or a read-only file system: reading goes on, writing fails."""
    _set_query_only(store, "ON")
    try:
        yield
    finally:
        _set_query_only(store, "OFF")


def _set_query_only(store, value):
    """Past the store, whose own transactions could not begin to take it back."""
    with closing(store._writer.raw_connection()) as driver:
        driver.cursor().execute(f"PRAGMA query_only={value}")
