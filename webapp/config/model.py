"""The configuration as the program uses it: frozen, complete, checked."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from collectors.durations import HOUR
from collectors.records import Selection
from collectors.targets import Target
from webapp.analysis.alarm_definitions.names import PLAIN, Templates
from webapp.analysis.limits import Limits
from webapp.analysis.prices import Terms
from webapp.config.problems import ConfigError, Problem

EVERYTHING = Selection()
NOTHING = Selection(include=())
DEFAULT_LIMITS = Limits()
LIST_PRICES = Terms()
DROPPED_FIRST = (
    *("log_ingestion", "queue_history", "history", "log_errors", "reports", "tripwire"),
    *("trouble", "queue_metrics", "alarms", "queues", "metrics"),
)


@dataclass(frozen=True, slots=True)
class Intervals:
    """Seconds between two runs of a collector; `trouble_s` replaces `metrics_s` for functions in trouble."""

    metrics_s: int = 300
    trouble_s: int = 60
    queues_s: int = 60
    alarms_s: int = 60
    functions_s: int = 300
    mappings_s: int = 300
    changes_s: int = 300
    limits_s: int = 3600
    reports_s: int = 300
    log_errors_s: int = 300


@dataclass(frozen=True, slots=True)
class Retention:
    """Days that each kind of row is kept; CloudWatch itself keeps 15, 63 and 455 days of the three periods.

    The ledger of a redrive goes `ledger_days` after its end into a file of `ledger_folder`; without a folder it stays.
    """

    minute_days: int = 15
    five_minute_days: int = 63
    hour_days: int = 455
    runs_days: int = 63
    ledger_days: int = 400
    ledger_folder: str = ""


@dataclass(frozen=True, slots=True)
class Budget:
    """Dollars a day that looking may cost: metrics, log queries and live questions together.

    `bound` says which count of the five-statistics rule is held against it; `drop_first` names tasks of the watch.
    """

    usd_a_day: float = 10.0
    bound: str = "lower"
    drop_first: tuple[str, ...] = DROPPED_FIRST


@dataclass(frozen=True, slots=True)
class Logs:
    """How Logs Insights is used. `viewers_usd_a_day`: what each viewer may spend on queries; 0: operators only."""

    queries_at_once: int = 4
    look_back_hours: int = 48
    viewers_usd_a_day: float = 0.0


@dataclass(frozen=True, slots=True)
class Prices:
    """How AWS charges the account, who owns a function, and whether Cost Explorer is asked ($0.01 a call)."""

    terms: Terms = LIST_PRICES
    team_tag: str = "team"
    cost_explorer: bool = False


@dataclass(frozen=True, slots=True)
class Redriving:
    """How dead letters are sent again unless somebody chooses otherwise: messages a second (0: as fast as it goes), the
    canary's first step, the share that may come back before it stops, and how long a message in our hands is hidden.
    """

    rate: float = 50.0
    canary: int = 10
    stop_percent: float = 10.0
    hide_s: int = 60


@dataclass(frozen=True, slots=True)
class Bind:
    """Where the dashboard listens, and the host names besides the loopback's that it answers to."""

    host: str = "127.0.0.1"
    port: int = 8080
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rights:
    """What a group of the identity provider or of the proxy may do; empty patterns reach everywhere."""

    group: str
    role: str
    functions: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Oidc:
    """The identity provider; without an issuer there is none."""

    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    name_claim: str = "email"
    groups_claim: str = "groups"
    scopes: tuple[str, ...] = ("openid", "email", "profile")


@dataclass(frozen=True, slots=True)
class TrustedProxy:
    """A proxy that has signed people in; only requests from `addresses` (CIDR) are believed."""

    addresses: tuple[str, ...] = ()
    user_header: str = "X-Forwarded-User"
    groups_header: str = "X-Forwarded-Groups"


@dataclass(frozen=True, slots=True)
class SignIn:
    """The ways in besides local users, who are in the store. `roles`: the first group that somebody has counts."""

    local_users: bool = True
    url: str = ""
    oidc: Oidc = Oidc()
    trusted_proxy: TrustedProxy = TrustedProxy()
    roles: tuple[Rights, ...] = ()
    session_idle_minutes: int = 720
    session_hours: int = 168
    secure_cookies: bool = True
    api_requests_a_minute: int = 600

    def sessions_over(self, now: int) -> tuple[int, int]:
        """A session that was begun, or last used, at or before these times is over."""
        return now - self.session_hours * HOUR, now - self.session_idle_minutes * 60

    @property
    def elsewhere(self) -> bool:
        """Whether somebody else than this dashboard signs people in."""
        return bool(self.oidc.issuer or self.trusted_proxy.addresses)


@dataclass(frozen=True, slots=True)
class Privacy:
    """What viewers do not see: any of `log_text`, `message_bodies`, `environment`."""

    withhold_from_viewers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be set. `overrides`: (pattern on a function's or queue's name, limits), first match wins."""

    targets: tuple[Target, ...]
    store_url: str
    select_functions: Selection = EVERYTHING
    select_queues: Selection = NOTHING
    intervals: Intervals = Intervals()
    limits: Limits = DEFAULT_LIMITS
    overrides: tuple[tuple[str, Limits], ...] = ()
    retention: Retention = Retention()
    budget: Budget = Budget()
    logs: Logs = Logs()
    redrive: Redriving = Redriving()
    alarms: Templates = PLAIN
    prices: Prices = Prices()
    bind: Bind = Bind()
    sign_in: SignIn = SignIn()
    privacy: Privacy = Privacy()
    skip_idle: bool = True
    backfill_days: int = 15
    demo: bool = False

    def limits_for(self, name: str) -> Limits:
        """The limits of the function or queue `name`."""
        return next((limits for pattern, limits in self.overrides if fnmatchcase(name, pattern)), self.limits)

    def with_regions(self, default_region: Callable[[str], str | None]) -> "Config":
        """The same with every target's empty region filled from its profile; ConfigError where there is none."""
        located = tuple(_located(target, default_region) for target in self.targets)
        return replace(self, targets=located)


def _located(target: Target, default_region: Callable[[str], str | None]) -> Target:
    if target.region:
        return target
    region = default_region(target.profile)
    if not region:
        raise ConfigError([_no_region(target)])
    return replace(target, region=region, name=f"{target.name}/{region}")


def _no_region(target: Target) -> Problem:
    source = f"the profile {target.profile!r}" if target.profile else "the default credentials chain"
    return Problem(
        path=f"targets ({target.name}).regions",
        message=f"no region is set, and {source} names none",
        suggestion="add `regions: [eu-west-1]` to the target, or set AWS_REGION",
    )
