"""Signing in at an OpenID Connect provider: authorization code with PKCE, state, nonce; Authlib does the protocol.

Authlib is imported when somebody signs in so, because most dashboards never do.
"""

from typing import TYPE_CHECKING, Any

import structlog
from flask import current_app, request, session, url_for
from werkzeug.wrappers import Response

from webapp.auth.addresses import client_address
from webapp.auth.groups import rights_of
from webapp.auth.unknown import local_path
from webapp.person import How, Person, Role
from webapp.services import services
from webapp.store import journal

if TYPE_CHECKING:
    from authlib.integrations.flask_client import FlaskOAuth2App

log = structlog.get_logger("oncall.web")
TIMEOUT_S = 10
SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by the provider's private key. `none` and those by a shared secret are never believed."""
NEXT = "after_sign_in"


class NotLetIn(Exception):
    """The provider could not be asked, or what it says opens nothing here; one sentence for the sign-in page."""


def to_provider(back_to: str) -> Response:
    """Send the browser to the provider; it comes back with a code. Raises NotLetIn."""
    provider = _provider()
    session[NEXT] = local_path(back_to)
    address = services().config.sign_in.url + url_for("sign_in.from_provider")
    try:
        _check_metadata(provider)
        answer: Response = provider.authorize_redirect(address)
    except Exception as error:
        raise _refused("The identity provider cannot be reached.", error) from error
    return answer


def from_provider() -> tuple[Person, str]:
    """Who came back, and where they wanted to go. Raises NotLetIn."""
    provider = _provider()
    if problem := request.args.get("error_description") or request.args.get("error"):
        raise NotLetIn(f"The identity provider says: {problem[:200]}")
    try:
        _check_metadata(provider)
        claims = provider.authorize_access_token().get("userinfo")
    except Exception as error:
        raise _refused("What the identity provider answered cannot be trusted: try again.", error) from error
    if not claims:
        raise NotLetIn("The identity provider sent no identity token: the scope `openid` is missing.")
    return _person(claims), local_path(session.pop(NEXT, "/"))


def _person(claims: dict[str, Any]) -> Person:
    sign_in = services().config.sign_in
    name, groups = claims.get(sign_in.oidc.name_claim), claims.get(sign_in.oidc.groups_claim) or []
    if not isinstance(name, str) or not name:
        raise NotLetIn(f"The identity provider does not tell who you are: there is no claim {sign_in.oidc.name_claim}.")
    if sign_in.oidc.name_claim == "email" and claims.get("email_verified") is False:
        raise NotLetIn("The identity provider has not verified your e-mail address.")
    rights = rights_of([groups] if isinstance(groups, str) else [str(group) for group in groups], sign_in.roles)
    if rights is None:
        _note_refusal(name)
        raise NotLetIn("You have no role here: none of your groups is in sign_in.roles.")
    return Person(name[:200], rights[0], How.OIDC, client_address(), rights[1])


def _note_refusal(name: str) -> None:
    here = services()
    who = Person(name[:200], Role.VIEWER, How.OIDC, client_address())
    with here.store.write() as conn:
        journal.note(conn, who, "sign in", {"reason": "no role"}, here.clock.now(), result="refused")


def _refused(text: str, error: Exception) -> NotLetIn:
    """Libraries, network and provider fail in many ways; none of them lets anybody in, and the log has the cause."""
    log.warning("oidc", problem=f"{type(error).__name__}: {error}")
    return NotLetIn(text)


def _check_metadata(provider: "FlaskOAuth2App") -> None:
    """The provider is the configured one and signs with its own key."""
    told = provider.load_server_metadata()
    if str(told.get("issuer")).rstrip("/") != services().config.sign_in.oidc.issuer.rstrip("/"):
        raise ValueError(f"the issuer calls itself {told.get('issuer')!r}")
    offered = told.get("id_token_signing_alg_values_supported") or ["RS256"]
    told["id_token_signing_alg_values_supported"] = [each for each in offered if each in SIGNATURES]


def _provider() -> "FlaskOAuth2App":
    """Authlib's client, made once an application: it keeps what the provider told about itself."""
    oidc = services().config.sign_in.oidc
    if not oidc.issuer:
        raise NotLetIn("No identity provider is set up here.")
    if (made := current_app.extensions.get("oncall-oidc")) is None:
        from authlib.integrations.flask_client import OAuth

        made = OAuth(current_app).register(
            "provider",
            client_id=oidc.client_id,
            client_secret=oidc.client_secret or None,
            server_metadata_url=f"{oidc.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": " ".join(oidc.scopes),
                "code_challenge_method": "S256",
                "default_timeout": TIMEOUT_S,
            },
        )
        current_app.extensions["oncall-oidc"] = made
    client: FlaskOAuth2App = made
    return client
