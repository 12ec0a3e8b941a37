"""When a cookie must travel over TLS only: always, except to a browser on this machine."""

from flask import request

from webapp.http.hosts import is_loopback, name_in
from webapp.services import services


def is_secure() -> bool:
    """Whether cookies of this answer are marked Secure."""
    return services().config.sign_in.secure_cookies and not is_loopback(name_in(request.host))
