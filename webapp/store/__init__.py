"""The only SQL: one table, one file."""

from sqlalchemy import Connection

from webapp.store.database import Store
from webapp.store.errors import StoreError

__all__ = ["Connection", "Store", "StoreError"]
