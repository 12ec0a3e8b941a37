"""Links that keep what is chosen, the sections of the navigation, and what the browser prefers."""

from typing import NamedTuple
from urllib.parse import quote, urlencode

from flask import current_app, request, url_for
from werkzeug.datastructures import MultiDict

from collectors.records import Identity, Kind

CHOICES = {"theme": ("system", "light", "dark"), "zone": ("local", "utc")}


class Section(NamedTuple):
    """One entry of the navigation."""

    endpoint: str
    label: str
    icon: str


SECTIONS = (
    Section("fleet.index", "Fleet", "layers"),
    Section("queues.index", "Queues", "inbox"),
    Section("alarms.index", "Alarms", "bell"),
    Section("errors.index", "Errors", "octagon-x"),
    Section("cold_starts.index", "Cold starts", "timer"),
    Section("logs.index", "Logs", "scroll-text"),
    Section("costs.index", "Costs", "dollar-sign"),
    Section("timeline.index", "Timeline", "git-commit-horizontal"),
    Section("collection.index", "Collection", "radar"),
)


def sections() -> list[tuple[Section, str, bool]]:
    """The sections whose pages exist, with their address and whether we are in one."""
    here = request.blueprint
    return [
        (section, url_for(section.endpoint), section.endpoint.partition(".")[0] == here)
        for section in SECTIONS
        if section.endpoint in current_app.view_functions
    ]


def url_with(**changes: str | None) -> str:
    """This page's address with some parameters set, or taken out (None or ""). The place in a list is not kept."""
    query = MultiDict((key, value) for key, value in request.args.items(multi=True) if value and key != "after")
    for key, value in changes.items():
        query.pop(key, None)
        if value:
            query[key] = value
    return f"{request.path}?{urlencode(list(query.items(multi=True)))}" if query else request.path


def preference(name: str) -> str:
    """What the browser's cookie says of `theme` or `zone`, the first choice where it says nothing of sense."""
    choices = CHOICES[name]
    chosen = request.cookies.get(name, "")
    return chosen if chosen in choices else choices[0]


def function_url(account: str, region: str, name: str) -> str:
    """The address of a function's page."""
    return f"/functions/{quote(account, safe='')}/{quote(region, safe='')}/{quote(name, safe='')}"


def queue_url(account: str, region: str, name: str) -> str:
    """The address of a queue's page."""
    return f"/queues/{quote(account, safe='')}/{quote(region, safe='')}/{quote(name, safe='')}"


def alarm_url(account: str, region: str, name: str) -> str:
    """The address of an alarm; its name may hold any character, so it travels in the query."""
    return f"/alarms?{urlencode({'account': account, 'region': region, 'name': name})}"


def builder_url(identity: Identity, **fields: str) -> str:
    """The address of the builder: of a new alarm on a function, queue or account, or of an alarm that exists."""
    named = {} if identity.kind is Kind.ACCOUNT else {identity.kind.value: identity.name}
    return f"/alarms/new?{urlencode({'account': identity.account, 'region': identity.region} | named | fields)}"


def thing_url(identity: Identity) -> str:
    """The address of a thing's own page, empty where it has none."""
    urls = {Kind.FUNCTION: function_url, Kind.QUEUE: queue_url, Kind.ALARM: alarm_url}
    url = urls.get(identity.kind)
    return url(identity.account, identity.region, identity.name) if url else ""


def export_url(endpoint: str) -> str:
    """The address of an export with this page's filters."""
    query = {key: value for key, value in request.args.items() if key != "before"}
    return f"{url_for(endpoint)}?{urlencode(query)}" if query else url_for(endpoint)


CONSOLES = {"aws-cn": "console.amazonaws.cn", "aws-us-gov": "console.amazonaws-us-gov.com"}


def console_url(identity: Identity) -> str:
    """The address of a function's, queue's or alarm's page in the AWS console."""
    base = f"https://{identity.region}.{CONSOLES.get(identity.partition, 'console.aws.amazon.com')}"
    name = quote(identity.name, safe="")
    if identity.kind is Kind.QUEUE:
        return f"{base}/sqs/v3/home?region={identity.region}#/queues"
    if identity.kind is Kind.ALARM:
        return f"{base}/cloudwatch/home?region={identity.region}#alarmsV2:alarm/{name}"
    return f"{base}/lambda/home?region={identity.region}#/functions/{name}"
