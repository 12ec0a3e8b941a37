"""What every view may reach: the configuration, the store and the clock."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from webapp.clock import Clock
from webapp.config import Config
from webapp.store import Store


@dataclass(frozen=True, slots=True)
class Services:
    """Set once by `create_app`; nothing of a single request is kept here."""

    config: Config
    store: Store
    clock: Clock


def services() -> Services:
    """The services of the running application."""
    return cast(Services, current_app.extensions["oncall"])
