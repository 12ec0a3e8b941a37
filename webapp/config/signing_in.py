"""Who may come in, as the file says it: the sections `sign_in` and `privacy`."""

import ipaddress
import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from webapp.config.model import Oidc, Rights, SignIn, TrustedProxy
from webapp.config.problems import ConfigError, Problem
from webapp.config.section import Section

ON_THIS_MACHINE = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(/\S*)?")


def _https(value: str) -> str:
    if value and not re.fullmatch(r"https://[^\s/]+(/\S*)?", value) and not ON_THIS_MACHINE.fullmatch(value):
        raise ValueError("is not an https URL: write https://host; http only on this machine")
    return value


def _network(value: str) -> str:
    try:
        ipaddress.ip_network(value)
    except ValueError:
        raise ValueError("is not an address or network: write 10.0.0.7 or 10.0.0.0/24") from None
    return value


Header = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$")]
HttpsUrl = Annotated[str, AfterValidator(_https)]


class OidcSection(Section):
    """The identity provider."""

    issuer: HttpsUrl = ""
    client_id: str = ""
    client_secret: str = Field(default="", repr=False)
    client_secret_file: str = ""
    name_claim: str = "email"
    groups_claim: str = "groups"
    scopes: tuple[str, ...] = ("openid", "email", "profile")

    @model_validator(mode="after")
    def _has_a_client(self) -> Self:
        if self.issuer and not self.client_id:
            raise ValueError("has an issuer and no client_id: register the dashboard there, then set client_id")
        return self


class TrustedProxySection(Section):
    """A proxy that has signed people in."""

    addresses: tuple[Annotated[str, AfterValidator(_network)], ...] = ()
    user_header: Header = "X-Forwarded-User"
    groups_header: Header = "X-Forwarded-Groups"


class RightsSection(Section):
    """What a group may do."""

    group: Annotated[str, Field(min_length=1)]
    role: Literal["viewer", "operator", "admin"]
    functions: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


class SignInSection(Section):
    """The ways in, and how long a session lasts."""

    local_users: bool = True
    url: HttpsUrl = ""
    oidc: OidcSection = OidcSection()
    trusted_proxy: TrustedProxySection = TrustedProxySection()
    roles: tuple[RightsSection, ...] = ()
    session_idle_minutes: Annotated[int, Field(ge=5, le=43_200)] = 720
    session_hours: Annotated[int, Field(ge=1, le=2_160)] = 168
    secure_cookies: bool = True
    api_requests_a_minute: Annotated[int, Field(ge=1, le=100_000)] = 600

    @model_validator(mode="after")
    def _somebody_gets_a_role(self) -> Self:
        if (self.oidc.issuer or self.trusted_proxy.addresses) and not self.roles:
            raise ValueError("gives nobody a role: add roles, e.g. - {group: oncall, role: operator}")
        if self.oidc.issuer and not self.url:
            raise ValueError("has no url, and the provider must know where to send people back: set sign_in.url")
        return self


class PrivacySection(Section):
    """What viewers do not see."""

    withhold_from_viewers: tuple[Literal["log_text", "message_bodies", "environment"], ...] = ()


def sign_in(section: SignInSection, folder: Path) -> SignIn:
    """The section as the program uses it, with the client's secret read; ConfigError where its file cannot be."""
    own = dict(section) | {"url": section.url.rstrip("/")}
    oidc = section.oidc.model_dump(exclude={"client_secret_file"})
    if section.oidc.client_secret_file:
        oidc["client_secret"] = _secret(folder / section.oidc.client_secret_file)
    roles = tuple(Rights(**dict(rights)) for rights in section.roles)
    proxy = TrustedProxy(**dict(section.trusted_proxy))
    return SignIn(**own | {"oidc": Oidc(**oidc), "trusted_proxy": proxy, "roles": roles})


def _secret(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        path_in_file = "sign_in.oidc.client_secret_file"
        raise ConfigError([Problem(path_in_file, f"cannot be read: {error.strerror}", str(path))]) from error
