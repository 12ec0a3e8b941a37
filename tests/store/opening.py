"""Opening a store in a test, and closing it whatever happens."""

from contextlib import contextmanager

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
