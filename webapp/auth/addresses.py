"""Where a request comes from: the peer, or who stands behind it where the peer is the trusted proxy."""

import ipaddress
from functools import cache

from flask import request

from webapp.services import services


def client_address() -> str:
    """The address of whoever asks. X-Forwarded-For is read from its end, as far as our proxies have written it."""
    networks = services().config.sign_in.trusted_proxy.addresses
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    address = request.remote_addr or ""
    while hops and within(address, networks):
        address = hops.pop()
    return address[:60]


def within(address: str, networks: tuple[str, ...]) -> bool:
    """Whether an address lies in one of the networks."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in _network(network) for network in networks)


@cache
def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.ip_network(text)
