"""/api/v1/cold-starts: how often and how slowly functions start cold."""

from dataclasses import dataclass

from flask import request

from webapp.analysis.masking import masked
from webapp.api.operations import Operation, Parameter
from webapp.pages import cold_starts as cold_starts_page
from webapp.pages.cold_starts import ColdLine
from webapp.pages.time_range import time_range
from webapp.services import services

PARAMETERS = (
    Parameter("from", "Where the range begins: -24h, ISO 8601 or epoch seconds.", "-24h"),
    Parameter("to", "Where it ends.", "now"),
    Parameter("by", "One line a function, version or runtime.", "function"),
)


@dataclass(frozen=True, slots=True)
class ColdFunction:
    """One function (or version, or runtime: then it has no account). Times in ms; null where there was none.

    `cold_start_share` is 0 to 1 of the reported invocations. Percentiles are over every start where `exact`, else those
    of the worst five minutes. `worse_at` is since when starts are clearly slower, `worse_after` what changed before.
    """

    name: str
    account: str
    region: str
    version: str
    runtime: str
    reports: int
    cold_starts: int
    cold_start_share: float | None
    init_p50_ms: float | None
    init_p95_ms: float | None
    restore_p50_ms: float | None
    restore_p95_ms: float | None
    cut_inits: int
    exact: bool
    worse_at: int | None
    worse_after: str


@dataclass(frozen=True, slots=True)
class ColdStarts:
    """`no_report_data` names the functions whose log level hides reports: nothing is known of them."""

    functions: tuple[ColdFunction, ...]
    no_report_data: tuple[str, ...]
    start: int
    end: int
    read_until: int | None


def cold_starts() -> ColdStarts:
    """The cold starts of a range."""
    here = services()
    now = here.clock.now()
    shown = time_range({"from": "-24h"} | request.args.to_dict(), now)
    with here.store.read() as conn:
        page = cold_starts_page.load(conn, here.config, shown, request.args.get("by", ""), now)
    hidden = tuple(identity.name for identity in page.hidden)
    return ColdStarts(tuple(map(_function, page.lines)), hidden, shown.start, shown.end, page.looked.until)


def _function(line: ColdLine) -> ColdFunction:
    starts = line.starts
    return ColdFunction(
        name=line.name,
        account=line.identity.account if line.identity else "",
        region=line.identity.region if line.identity else "",
        version=line.version,
        runtime=line.runtime,
        reports=starts.reports,
        cold_starts=starts.cold,
        cold_start_share=starts.share,
        init_p50_ms=starts.init_p50_ms,
        init_p95_ms=starts.init_p95_ms,
        restore_p50_ms=starts.restore_p50_ms,
        restore_p95_ms=starts.restore_p95_ms,
        cut_inits=starts.cut,
        exact=starts.exact,
        worse_at=line.worse.at if line.worse else None,
        worse_after=masked(line.worse.cause.text) if line.worse and line.worse.cause else "",
    )


OPERATIONS = (
    Operation("/cold-starts", "How often and how slowly functions start cold.", cold_starts, ColdStarts, PARAMETERS),
)
