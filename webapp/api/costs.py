"""/api/v1/costs: what the functions cost this month, its forecast, and what would cost less."""

from flask import request

from webapp.api.operations import Operation, Parameter
from webapp.pages import costs as page
from webapp.pages.costs import CostsPage
from webapp.services import services


def costs() -> CostsPage:
    """The same as the page."""
    here = services()
    with here.store.read() as conn:
        return page.load(conn, page.query_of(request.args, here.config), here.config, here.clock.now())


OPERATIONS = (
    Operation(
        "/costs",
        "Dollars of the month by function and group, its forecast, savings, why it rose.",
        costs,
        CostsPage,
        (
            Parameter("by", "A tag's key, `account` or `region`: what `groups` and `group` are.", "team"),
            Parameter(
                "days",
                "Days of each of the two periods that are compared: 1, 7 or 14; 0: as the data allows.",
                0,
                "integer",
            ),
            Parameter("limit", f"How many functions at most, 1 to {page.MOST_ROWS}.", page.FIRST_ROWS, "integer"),
        ),
    ),
)
