"""What a visitor sees of a function: secrets masked, and names in its environment only where they are not withheld."""

import re
from dataclasses import replace

from collectors.records import Function
from webapp.analysis.masking import masked
from webapp.auth.gate import current_person, may_read_text
from webapp.auth.permits import Text
from webapp.services import services

WITHHELD = "(withheld)"
_NAMED = re.compile(r"\benvironment\.[^\s,:→]+")


def shown_function(function: Function) -> Function:
    """The function as the visitor may see it."""
    tags = None if function.tags is None else tuple((key, _value(key, value)) for key, value in function.tags)
    shown = replace(function, description=masked(function.description), tags=tags)
    if not function.environment or may_read_text(current_person(), function.identity, Text.ENVIRONMENT):
        return shown
    return replace(shown, environment=((WITHHELD, ""),))


def shown_text(text: str) -> str:
    """A text about changes of any function, without names in the environment where viewers are not to see them."""
    withheld = Text.ENVIRONMENT in services().config.privacy.withhold_from_viewers
    return _NAMED.sub("environment", text) if withheld and current_person().role == "viewer" else text


def _value(key: str, value: str) -> str:
    """A tag's value; its key may be what tells that it is a secret."""
    return masked(f"{key}={value}").removeprefix(f"{key}=")
