"""From a file (and the environment) to a Config, or to every problem that it has."""

import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsError

from collectors.records import Selection
from collectors.targets import Target
from webapp.analysis.alarm_definitions.names import Templates
from webapp.analysis.limits import Limits
from webapp.analysis.prices import Terms
from webapp.config.model import Bind, Budget, Config, Intervals, Logs, Prices, Privacy, Redriving, Retention
from webapp.config.problems import ConfigError, Problem
from webapp.config.schema import (
    PatternsSection,
    PricesSection,
    RedriveSection,
    RetentionSection,
    Settings,
    TargetSection,
)
from webapp.config.signing_in import sign_in
from webapp.config.yaml_file import Location, YamlFile, read, spelled


def load(path: Path) -> Config:
    """The configuration in `path`, with `ONCALL_…` of the environment over it; ConfigError names every problem."""
    file = read(path)
    try:
        settings = Settings(**file.data)
    except ValidationError as error:
        problems = [_problem(detail, file, os.environ) for detail in error.errors()]
        raise ConfigError(sorted([*file.repeated, *problems], key=_line)) from None
    except SettingsError as error:
        raise ConfigError(
            [*file.repeated, Problem("(environment)", str(error), suggestion="write lists as JSON")]
        ) from error
    if file.repeated:
        raise ConfigError(file.repeated)
    return _config(settings, path.resolve().parent)


def _config(settings: Settings, folder: Path) -> Config:
    limits = _limits(Limits(), settings.thresholds.defaults)
    return Config(
        targets=tuple(target for section in settings.targets for target in _targets(section)),
        store_url=_absolute(settings.store.url, folder),
        select_functions=_selection(settings.functions),
        select_queues=_selection(settings.queues),
        intervals=Intervals(**{f"{name}_s": value for name, value in settings.intervals}),
        limits=limits,
        overrides=tuple((o.match, _limits(limits, o)) for o in settings.thresholds.overrides),  # type: ignore[attr-defined]
        retention=_retention(settings.retention, folder),
        budget=Budget(**dict(settings.budget)),
        logs=Logs(**dict(settings.logs)),
        redrive=_redriving(settings.redrive),
        alarms=Templates(**dict(settings.alarms)),
        prices=_prices(settings.prices),
        bind=Bind(**dict(settings.bind)),
        sign_in=sign_in(settings.sign_in, folder),
        privacy=Privacy(**dict(settings.privacy)),
        skip_idle=settings.skip_idle,
        backfill_days=settings.backfill_days,
    )


def _targets(section: TargetSection) -> list[Target]:
    way = {name: getattr(section, name) for name in ("profile", "role_arn", "external_id", "endpoint_url")}
    if not section.regions:
        return [Target(name=section.name, region="", **way)]
    return [Target(name=f"{section.name}/{region}", region=region, **way) for region in section.regions]


def _retention(section: RetentionSection, folder: Path) -> Retention:
    place = section.ledger_folder
    return Retention(**dict(section) | {"ledger_folder": str(folder / place) if place else ""})


def _redriving(section: RedriveSection) -> Redriving:
    own = dict(section)
    return Redriving(hide_s=own.pop("hide"), **own)


def _selection(section: PatternsSection) -> Selection:
    return Selection(include=section.include, exclude=section.exclude)


def _prices(section: PricesSection) -> Prices:
    agreed = dict(section)
    own = {name: agreed.pop(name) for name in ("team_tag", "cost_explorer")}
    return Prices(Terms(**agreed), **own)


def _limits(base: Limits, section: BaseModel) -> Limits:
    return replace(base, **{name: value for name, value in section if value is not None and name != "match"})


def _absolute(url: str, folder: Path) -> str:
    """A relative SQLite path is taken from the file's folder, so that the store does not move with the shell."""
    prefix = "sqlite:///"
    return f"{prefix}{folder / url.removeprefix(prefix)}" if url.startswith(prefix) else url


def _problem(detail: ErrorDetails, file: YamlFile, environment: Mapping[str, str]) -> Problem:
    location: Location = tuple(part for part in detail["loc"] if part != "tuple")
    variable = "ONCALL_" + "__".join(str(part) for part in location).upper()
    return Problem(
        path=spelled(location),
        message=_message(detail),
        place=variable if variable in environment else file.place(location),
        value=_shown(detail["input"], location) if location and detail["type"] != "missing" else "",
        suggestion=_suggestion(detail, location),
    )


def _message(detail: ErrorDetails) -> str:
    if detail["type"] == "extra_forbidden":
        return "is not a setting"
    if detail["type"] == "missing":
        return "is missing"
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"]).partition(": ")[0]
    return (
        detail["msg"].replace("Input should", "should").replace("valid tuple", "list").replace("dictionary", "mapping")
    )


def _suggestion(detail: ErrorDetails, location: Location) -> str:
    if detail["type"] == "extra_forbidden":
        return _did_you_mean(location)
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"]).partition(": ")[2]
    if detail["type"] == "string_type" and isinstance(detail["input"], int | float):
        return "put the value in quotes: YAML reads 0123 as another number"
    return ""


def _did_you_mean(location: Location) -> str:
    known = _settings_at(Settings, location[:-1])
    close = difflib.get_close_matches(str(location[-1]), known, n=1)
    return f"did you mean `{close[0]}`?" if close else f"known here: {', '.join(known)}"


def _settings_at(model: Any, location: Location) -> list[str]:
    for part in location:
        if isinstance(part, str):
            model = model.model_fields[part].annotation
        while getattr(model, "__args__", None):
            model = model.__args__[0]
    return list(model.model_fields)


def _shown(value: object, location: Location) -> str:
    """The value, shortened; no secret, nor the password that a store's URL may carry, nor a section that holds one."""
    if isinstance(value, dict) or "secret" in str(location[-1]):
        return ""
    text = re.sub(r"(://[^:/@\s]*:)[^@\s]*@", r"\1***@", repr(value))
    return text if len(text) <= 80 else f"{text[:77]}…"


def _line(problem: Problem) -> tuple[str, int]:
    place, _, line = problem.place.rpartition(":")
    return (place, int(line)) if line.isdigit() else (problem.place, 0)
