"""/api/v1/functions: the fleet, and one function's row of it."""

from dataclasses import dataclass

from flask import abort, request

from webapp.analysis.verdict import State
from webapp.api.operations import Operation, Parameter
from webapp.pages import fleet
from webapp.pages.fleet_rows import FunctionRow
from webapp.services import services


@dataclass(frozen=True, slots=True)
class Functions:
    """Functions, worst first. `counts` are of every state under the other filters; `next` goes into `after`."""

    functions: tuple[FunctionRow, ...]
    counts: dict[State, int]
    total: int
    next: str
    as_of: int | None


def functions() -> Functions:
    """The fleet, filtered and paged like the page."""
    here = services()
    try:
        query = fleet.query_of(request.args, here.config)
    except fleet.BadQuery as error:
        abort(400, str(error))
    with here.store.read() as conn:
        page = fleet.load(conn, query, here.config, here.clock.now())
    return Functions(page.functions, page.counts, page.total, page.next, page.as_of)


OPERATIONS = (
    Operation(
        "/functions",
        "Functions of all targets, worst first.",
        functions,
        Functions,
        (
            Parameter("state", "States, with commas between: BAD, WARN, UNKNOWN, OK, IDLE.", "BAD,WARN"),
            Parameter("account", "Account id.", "111122223333"),
            Parameter("region", "Region.", "eu-west-1"),
            Parameter("runtime", "Runtime.", "python3.13"),
            Parameter("tag", "Tag, as Key or Key=value.", "team=payments"),
            Parameter("text", "Part of the name.", "checkout"),
            Parameter("after", "`next` of the answer before.", "0:12.0:7:checkout-api"),
            Parameter("limit", f"How many at most, 1 to {fleet.MOST_ROWS}.", fleet.PAGE_ROWS, "integer"),
        ),
    ),
)
