"""Random texts that open something, and the hashes by which the store knows them."""

import hashlib
import secrets


def new_secret(prefix: str = "") -> str:
    """256 random bits; the prefix lets scanners recognise a leaked one."""
    return prefix + secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """SHA-256: enough for 256 random bits, and a look-up by it tells nothing by its time."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
