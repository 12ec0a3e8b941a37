"""Refuses requests for host names that are not ours.

A page on the internet may let its own name resolve to 127.0.0.1 and read a dashboard that is bound there (DNS
rebinding); the browser then sends that foreign name in the Host header.
"""

import ipaddress
from urllib.parse import urlsplit

from flask import Flask, abort, request

from webapp.services import services

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def install(app: Flask) -> None:
    """Check the Host header of every request."""
    app.before_request(_check)


def is_loopback(host: str) -> bool:
    """Whether an address to bind to is reachable from this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def names(bind_host: str, configured: tuple[str, ...]) -> frozenset[str]:
    """The host names that are answered; empty where any is (bound to the network, nothing configured)."""
    if is_loopback(bind_host):
        return LOOPBACK | {bind_host, *configured}
    return frozenset(configured) | LOOPBACK if configured else frozenset()


def _check() -> None:
    bind = services().config.bind
    allowed = names(bind.host, tuple(bind.names))
    host = name_in(request.environ.get("HTTP_HOST", ""))
    if allowed and host not in allowed:
        abort(421, f"This dashboard does not answer to the name {host!r}. Add it to bind.names in config.yaml.")


def name_in(header: str) -> str:
    """The name in a Host header, without port and brackets; empty where it is none."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""
