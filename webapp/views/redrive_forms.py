"""What the forms of redrives say, as records; 400 where they make no sense."""

from collections.abc import Mapping
from typing import Any

from flask import abort, request
from werkzeug.datastructures import MultiDict

from collectors.durations import MINUTE
from webapp.actions.asked import Asked
from webapp.analysis.dead_letters import Wanted
from webapp.analysis.redrive_ways import Way
from webapp.api.redriving import sense_made
from webapp.config.model import Redriving

UNKNOWN = "-"
"""What an unknown cause is called in an address."""
MOST_CHOSEN = 1_000


def asked_of(form: MultiDict[str, str], settings: Redriving) -> Asked:
    """What a person chose in the form."""
    way = _one_of(form.get("way", ""), list(Way))
    chosen: dict[str, Any] = {
        "wanted": _wanted(form),
        "destination": form.get("destination", "").strip(),
        "function": form.get("function", "").strip(),
        "qualifier": form.get("qualifier", "").strip(),
        "rate": _float(form.get("rate", ""), settings.rate, 10_000),
        "canary": int(_float(form.get("canary", ""), 0, 1_000)),
        "stop_percent": _float(form.get("stop_percent", ""), settings.stop_percent, 100),
        "edits": _edits(form),
    }
    if way is Way.DISCARD and not chosen["wanted"].ids:
        abort(400, "Choose the messages to discard: not all of a queue at once.")
    with sense_made():
        return Asked.usual(Way(way), settings, **chosen)


def wanted_of(arguments: Mapping[str, str]) -> Wanted:
    """What is searched for, in a page's address or a form."""
    older, younger = (_minutes(arguments.get(name, "")) for name in ("older", "younger"))
    return Wanted(
        text=arguments.get("text", "").strip(),
        field=arguments.get("field", "").strip(),
        value=arguments.get("value", "").strip(),
        cause=_cause(arguments.get("cause", "")),
        older_than_s=older,
        younger_than_s=younger,
    )


def number_of(name: str, default: int, most: int = 100) -> int:
    """A whole number of the form, within reason."""
    return int(_float(request.form.get(name, ""), default, most)) or 1


def _wanted(form: MultiDict[str, str]) -> Wanted:
    which = _one_of(form.get("which", "all"), ["all", "chosen", "matching"])
    if which == "all":
        return Wanted()
    if which == "matching":
        return wanted_of(form)
    ids = frozenset(form.getlist("ids"))
    if not ids or len(ids) > MOST_CHOSEN:
        abort(400, f"Choose messages, at most {MOST_CHOSEN}.")
    return Wanted(ids=ids)


def _edits(form: MultiDict[str, str]) -> dict[str, str]:
    """A browser ends lines as mail does; a body that somebody typed in has plain ones."""
    prefix = "edit-"
    return {
        name.removeprefix(prefix): text.replace("\r\n", "\n")
        for name, text in form.items()
        if name.startswith(prefix) and text
    }


def _one_of(value: str, known: list[Any]) -> str:
    if value not in known:
        abort(400, f"Choose one of {', '.join(known)}.")
    return value


def _cause(text: str) -> str | None:
    return "" if text == UNKNOWN else text or None


def _minutes(text: str) -> int | None:
    return int(_float(text, 0, 30 * 24 * 60) * MINUTE) if text.strip() else None


def _float(text: str, default: float, most: float) -> float:
    if not text.strip():
        return default
    try:
        value = float(text)
    except ValueError:
        abort(400, f"{text[:40]!r} is not a number.")
    if not 0 <= value <= most:
        abort(400, f"{text[:40]} is not between 0 and {most:g}.")
    return value
