"""/api/v1/errors: the groups of errors in the logs, new ones first."""

from dataclasses import dataclass
from functools import partial

from flask import request

from collectors.records import Identity
from webapp.api.operations import Operation, Parameter
from webapp.auth.gate import current_person, may_read_text
from webapp.pages import errors as errors_page
from webapp.pages.error_lines import GroupLine
from webapp.pages.time_range import time_range
from webapp.services import services

PARAMETERS = (
    Parameter("from", "Where the range begins: -24h, ISO 8601 or epoch seconds.", "-24h"),
    Parameter("to", "Where it ends.", "now"),
    Parameter("q", "A part of the type, the message, the place or a function's name.", "KeyError"),
)


@dataclass(frozen=True, slots=True)
class ErrorGroup:
    """One group. `new`: not seen for 48 hours before `new_since`, or for `looked_back_s` where logs were read no
    further back. `estimated` counts are shares among the records that were fetched; `deployed_at` is the deploy that it
    followed. `message` is empty where it is withheld from the reader.
    """

    key: str
    new: bool
    new_since: int | None
    looked_back_s: int | None
    error_type: str
    message: str
    frame: str
    records: int
    estimated: bool
    functions: tuple[Identity, ...]
    versions: tuple[str, ...]
    first_seen: int
    last_seen: int
    deployed_function: str
    deployed_at: int | None


@dataclass(frozen=True, slots=True)
class ErrorGroups:
    """The groups of a range; `read_until` is how far all logs were read, null where some were never read."""

    groups: tuple[ErrorGroup, ...]
    start: int
    end: int
    read_until: int | None


def errors() -> ErrorGroups:
    """The groups of errors."""
    here = services()
    now = here.clock.now()
    shown = time_range({"from": "-24h"} | request.args.to_dict(), now)
    with here.store.read() as conn:
        page = errors_page.load(conn, here.config, shown, now, request.args.get("q", "")[:100])
    page = errors_page.readable(page, partial(may_read_text, current_person()))
    return ErrorGroups(tuple(map(_group, page.groups)), shown.start, shown.end, page.looked.until)


def _group(line: GroupLine) -> ErrorGroup:
    deploy = line.followed
    return ErrorGroup(
        key=line.key,
        new=line.new,
        new_since=line.novelty.since if line.novelty and line.new else None,
        looked_back_s=line.novelty.looked_back_s if line.novelty else None,
        error_type=line.error_type,
        message=line.message,
        frame=line.frame,
        records=line.records,
        estimated=line.estimated,
        functions=tuple(each.identity for each in line.functions),
        versions=tuple(sorted({version for each in line.functions for version in each.versions})),
        first_seen=line.first_seen,
        last_seen=line.last_seen,
        deployed_function=deploy.function.name if deploy else "",
        deployed_at=deploy.change.at if deploy else None,
    )


OPERATIONS = (Operation("/errors", "Groups of errors in the logs, new ones first.", errors, ErrorGroups, PARAMETERS),)
