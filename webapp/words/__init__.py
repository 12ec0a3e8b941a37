"""How values are written for people: numbers with units, times, states, sparklines. Templates know them as filters."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from webapp.analysis.alarm_definitions.alarm_actions import action_words
from webapp.analysis.alarm_reason import in_words
from webapp.analysis.masking import masked
from webapp.analysis.wording import name_of
from webapp.words import failures, links, measures, numbers, sparklines, states, times
from webapp.words.documents import pretty

FILTERS: dict[str, Callable[..., Any]] = {
    "count": numbers.count,
    "percent": numbers.percent,
    "share": numbers.share,
    "ms": numbers.milliseconds,
    "usd": numbers.dollars,
    "unbroken": numbers.unbroken,
    "seconds": times.length,
    "iso": times.iso,
    "absolute": times.absolute,
    "clock_time": times.clock_time_now,
    "clock_second": times.clock_second,
    "ago": times.ago_now,
    "arn_name": name_of,
    "action_words": action_words,
    "alarm_reason": in_words,
    "failed_how": failures.word,
    "masked": masked,
    "pretty": pretty,
}

GLOBALS: dict[str, Any] = {
    "measure": measures.measure,
    "preference": links.preference,
    "url_with": links.url_with,
    "function_url": links.function_url,
    "queue_url": links.queue_url,
    "alarm_url": links.alarm_url,
    "thing_url": links.thing_url,
    "builder_url": links.builder_url,
    "export_url": links.export_url,
    "console_url": links.console_url,
    "sections": links.sections,
    "spark_path": sparklines.path,
    "spark_area": sparklines.area,
    "state_icon": states.icon,
    "state_word": states.word,
    "now": times.now,
}


def install(app: Flask) -> None:
    """Give the words to the templates."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(GLOBALS)
