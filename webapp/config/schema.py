"""What the configuration file may hold. Field names and defaults here are the file's; config.yaml explains each."""

import dataclasses
import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, create_model, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from webapp.analysis.alarm_definitions.names import DESCRIBED_BY, NAMED_BY, Templates, unknown_places
from webapp.analysis.limits import Limits
from webapp.config.model import DROPPED_FIRST
from webapp.config.section import Section
from webapp.config.signing_in import PrivacySection, SignInSection

ROLE_ARN = re.compile(r"arn:[a-z-]+:iam::\d{12}:role/[\w+=,.@/-]+")
REGION = re.compile(r"[a-z]{2,}(-[a-z]+)+-\d")
TAG_PATTERN = re.compile(r"tag:[^=]+(=.*)?")


def _short_name(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,60}", value):
        raise ValueError("is not a short name: write letters, digits, dot, dash and underscore, at most 60")
    return value


def _role(value: str) -> str:
    if value and not ROLE_ARN.fullmatch(value):
        raise ValueError("is not the ARN of a role: write arn:aws:iam::111122223333:role/NAME")
    return value


def _region(value: str) -> str:
    if not REGION.fullmatch(value):
        raise ValueError("is not a region: write one like eu-west-1")
    return value


def _pattern(value: str) -> str:
    if value.startswith("tag:") and not TAG_PATTERN.fullmatch(value):
        raise ValueError("is not a tag pattern: write tag:Key=value, wildcards allowed in the value")
    return value


def _endpoint(value: str) -> str:
    if value and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", value):
        raise ValueError("is not a URL: write http://host:port or https://host")
    return value


def _store_url(value: str) -> str:
    if not re.match(r"(sqlite:///|postgresql(\+psycopg)?://)", value):
        raise ValueError("is not a store: write sqlite:///path/to/file.db or postgresql://user@host/database")
    return value


def _fillable(value: str, places: tuple[str, ...]) -> str:
    if unknown := unknown_places(value, places):
        told = ", ".join(f"{{{name}}}" for name in places)
        raise ValueError(f"asks for {{{unknown[0]}}}, which nobody can fill in: write {told}")
    return value


def _alarm_name(value: str) -> str:
    if "{subject}" not in value or "{measure}" not in value:
        raise ValueError("would give different alarms the same name: write {subject} and {measure} into it")
    return _fillable(value, NAMED_BY)


def _alarm_description(value: str) -> str:
    return _fillable(value, DESCRIBED_BY)


Pattern = Annotated[str, AfterValidator(_pattern)]
Days = Annotated[int, Field(ge=1, le=3650)]


class TargetSection(Section):
    """Where to look: one account, in one or more regions."""

    name: Annotated[str, AfterValidator(_short_name)]
    profile: str = ""
    role_arn: Annotated[str, AfterValidator(_role)] = ""
    external_id: str = ""
    regions: tuple[Annotated[str, AfterValidator(_region)], ...] = ()
    endpoint_url: Annotated[str, AfterValidator(_endpoint)] = ""


class PatternsSection(Section):
    """Which functions or queues are watched."""

    include: tuple[Pattern, ...]
    exclude: tuple[Pattern, ...] = ()


class IntervalsSection(Section):
    """Seconds between two looks."""

    metrics: Annotated[int, Field(ge=60, le=3600)] = 300
    trouble: Annotated[int, Field(ge=60, le=3600)] = 60
    queues: Annotated[int, Field(ge=60, le=3600)] = 60
    alarms: Annotated[int, Field(ge=60, le=3600)] = 60
    functions: Annotated[int, Field(ge=60, le=86400)] = 300
    mappings: Annotated[int, Field(ge=60, le=86400)] = 300
    changes: Annotated[int, Field(ge=60, le=86400)] = 300
    limits: Annotated[int, Field(ge=60, le=86400)] = 3600
    reports: Annotated[int, Field(ge=300, le=86400)] = 300
    log_errors: Annotated[int, Field(ge=300, le=86400)] = 300


class RetentionSection(Section):
    """Days that rows are kept."""

    minute_days: Days = 15
    five_minute_days: Days = 63
    hour_days: Days = 455
    runs_days: Days = 63
    ledger_days: Days = 400
    ledger_folder: str = "var/ledgers"


def _task(value: str) -> str:
    if value not in DROPPED_FIRST:
        raise ValueError(f"costs nothing that could be saved: name some of {', '.join(DROPPED_FIRST)}")
    return value


class BudgetSection(Section):
    """What looking may cost."""

    usd_a_day: Annotated[float, Field(gt=0, le=100_000)] = 10.0
    bound: Literal["lower", "upper"] = "lower"
    drop_first: tuple[Annotated[str, AfterValidator(_task)], ...] = DROPPED_FIRST


class LogsSection(Section):
    """How Logs Insights is used."""

    queries_at_once: Annotated[int, Field(ge=1, le=50)] = 4
    look_back_hours: Annotated[int, Field(ge=1, le=360)] = 48
    viewers_usd_a_day: Annotated[float, Field(ge=0, le=1_000)] = 0.0


Percent = Annotated[Decimal, Field(ge=0, le=100)]


class PricesSection(Section):
    """How AWS charges the account."""

    discount_percent: Percent = Decimal(0)
    savings_plan_percent: Percent = Decimal(0)
    savings_plan_discount_percent: Percent = Decimal(12)
    free_tier: bool = True
    team_tag: Annotated[str, Field(min_length=1, max_length=128)] = "team"
    cost_explorer: bool = False


class RedriveSection(Section):
    """How dead letters are sent again."""

    rate: Annotated[float, Field(ge=0, le=10_000)] = 50.0
    canary: Annotated[int, Field(ge=1, le=1_000)] = 10
    stop_percent: Annotated[float, Field(ge=0, le=100)] = 10.0
    hide: Annotated[int, Field(ge=5, le=3_600)] = 60


class AlarmsSection(Section):
    """What alarms made here are called and say."""

    name: Annotated[str, Field(max_length=200), AfterValidator(_alarm_name)] = Templates().name
    description: Annotated[str, Field(max_length=800), AfterValidator(_alarm_description)] = Templates().description


class StoreSection(Section):
    """Where everything is kept."""

    url: Annotated[str, AfterValidator(_store_url)] = "sqlite:///var/oncall.db"


class BindSection(Section):
    """Where the dashboard listens."""

    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    names: tuple[str, ...] = ()


def _warn_before_bad(value: tuple[float, float]) -> tuple[float, float]:
    if value[0] > value[1]:
        raise ValueError("has its warning above its bad limit: write [warn, bad]")
    if value[0] < 0:
        raise ValueError("is below zero")
    return value


Pair = Annotated[tuple[float, float], AfterValidator(_warn_before_bad)]
Positive = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]


def _limit_fields() -> dict[str, Any]:
    """One optional setting a field of Limits, so that a new limit can be set without a word here."""
    types: dict[type, Any] = {tuple: Pair | None, int: Count | None, float: Positive | None}
    return {f.name: (types[type(f.default)], None) for f in dataclasses.fields(Limits)}


LimitsSection: type[Section] = create_model("LimitsSection", __base__=Section, **_limit_fields())
OverrideSection: type[Section] = create_model("OverrideSection", __base__=LimitsSection, match=(Pattern, ...))


class ThresholdsSection(Section):
    """Limits for all, and for the names that a pattern matches."""

    defaults: LimitsSection = LimitsSection()  # type: ignore[valid-type]
    overrides: tuple[OverrideSection, ...] = ()  # type: ignore[valid-type]


class Settings(BaseSettings):
    """The whole file; `ONCALL_SECTION__KEY` in the environment wins over it."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, env_prefix="ONCALL_", env_nested_delimiter="__")

    targets: tuple[TargetSection, ...] = (TargetSection(name="default"),)
    functions: PatternsSection = PatternsSection(include=("*",))
    queues: PatternsSection = PatternsSection(include=())
    intervals: IntervalsSection = IntervalsSection()
    skip_idle: bool = True
    backfill_days: Annotated[int, Field(ge=1, le=15)] = 15
    thresholds: ThresholdsSection = ThresholdsSection()
    retention: RetentionSection = RetentionSection()
    budget: BudgetSection = BudgetSection()
    logs: LogsSection = LogsSection()
    redrive: RedriveSection = RedriveSection()
    alarms: AlarmsSection = AlarmsSection()
    prices: PricesSection = PricesSection()
    store: StoreSection = StoreSection()
    bind: BindSection = BindSection()
    sign_in: SignInSection = SignInSection()
    privacy: PrivacySection = PrivacySection()

    @model_validator(mode="after")
    def _target_names_differ(self) -> "Settings":
        if not self.targets:
            raise ValueError("there is no target: leave `targets` out to look at the default account")
        names = [target.name for target in self.targets]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two targets are called {', '.join(twice)}: give each its own name")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then the file."""
        return env_settings, init_settings
