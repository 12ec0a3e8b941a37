"""Which page shows the thing that an ARN names."""

from urllib.parse import urlencode

from collectors.arns import identity_of, qualifier_of
from collectors.records import Kind
from webapp.words.links import alarm_url, function_url, queue_url

PAGES = {Kind.FUNCTION: function_url, Kind.QUEUE: queue_url, Kind.ALARM: alarm_url}


def address_of(arn: str) -> str | None:
    """The path of the page; None where no page shows such a thing.

    A function's version or alias becomes `?qualifier=`.
    """
    identity = identity_of(arn)
    if identity is None or identity.kind not in PAGES:
        return None
    address = PAGES[identity.kind](identity.account, identity.region, identity.name)
    if identity.kind is Kind.FUNCTION and (qualifier := qualifier_of(arn)):
        return f"{address}?{urlencode({'qualifier': qualifier})}"
    return address
