"""A small OpenID Connect provider: python -m tests.oidc_provider

Prints {"issuer": …} when it is ready, and ends when its standard input closes. It knows one client, asks nobody for a
password, insists on PKCE, and tells what was set by POST /_next:
{"claims": {…}, "wrong": "" | "signature" | "nonce" | "audience" | "expired" | "none"}.
"""

import base64
import hashlib
import json
import secrets
import sys
import threading

from flask import Flask, Response, abort, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

from webapp.clock import SystemClock

CLIENT, SECRET = "the-dashboard", "the-secret-of-the-dashboard"


class Provider:
    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.another = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.issuer = ""
        self.codes: dict[str, dict] = {}
        self.next: dict = {}

    def application(self) -> Flask:
        app = Flask("oidc_provider")
        app.add_url_rule("/.well-known/openid-configuration", view_func=self.metadata)
        app.add_url_rule("/keys", view_func=self.keys)
        app.add_url_rule("/authorize", view_func=self.authorize)
        app.add_url_rule("/token", view_func=self.token, methods=["POST"])
        app.add_url_rule("/_next", view_func=self.set_next, methods=["POST"])
        return app

    def metadata(self) -> Response:
        return jsonify(
            issuer=self.issuer,
            authorization_endpoint=f"{self.issuer}/authorize",
            token_endpoint=f"{self.issuer}/token",
            jwks_uri=f"{self.issuer}/keys",
            response_types_supported=["code"],
            subject_types_supported=["public"],
            id_token_signing_alg_values_supported=["RS256", "HS256", "none"],
            code_challenge_methods_supported=["S256"],
        )

    def keys(self) -> Response:
        return jsonify(keys=[self.key.as_dict(private=False)])

    def set_next(self) -> Response:
        self.next = request.get_json()
        return jsonify(ok=True)

    def authorize(self) -> Response:
        asked = request.args.to_dict()
        right = asked.get("client_id") == CLIENT and asked.get("response_type") == "code"
        if not right or asked.get("code_challenge_method") != "S256" or not asked.get("nonce"):
            abort(400)
        if denied := self.next.get("denied"):
            return redirect(f"{asked['redirect_uri']}?error=access_denied&error_description={denied}")
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return redirect(f"{asked['redirect_uri']}?code={code}&state={asked['state']}")

    def token(self) -> Response:
        given = request.form.to_dict()
        asked = self.codes.pop(given.get("code", ""), None)
        signed_in = request.authorization
        if asked is None or signed_in is None or (signed_in.username, signed_in.password) != (CLIENT, SECRET):
            return self.refusal("invalid_client")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest())
        if challenge.rstrip(b"=").decode() != asked["code_challenge"]:
            return self.refusal("invalid_grant")
        if given.get("redirect_uri") != asked["redirect_uri"]:
            return self.refusal("invalid_grant")
        token = {"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "expires_in": 60}
        if "openid" in asked["scope"].split():
            token["id_token"] = self.id_token(asked)
        return jsonify(token)

    def refusal(self, error: str) -> Response:
        answer = jsonify(error=error)
        answer.status_code = 400
        return answer

    def id_token(self, asked: dict) -> str:
        now, wrong = SystemClock().now(), self.next.get("wrong", "")
        claims = {
            "iss": "https://evil.example" if wrong == "issuer" else self.issuer,
            "aud": "another-client" if wrong == "audience" else CLIENT,
            "nonce": "another" if wrong == "nonce" else asked["nonce"],
            "iat": now - 7_200 if wrong == "expired" else now,
            "exp": now - 3_600 if wrong == "expired" else now + 60,
            "sub": "1",
        }
        claims |= self.next.get("claims", {})
        if wrong == "none":
            parts = ({"alg": "none", "kid": "one"}, claims)
            return ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts) + "."
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.another if wrong == "signature" else self.key)


def main() -> None:
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider.application(), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    print(json.dumps({"issuer": provider.issuer}), flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
