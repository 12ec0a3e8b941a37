"""/api/v1/journal: who did what."""

from flask import abort, request

from webapp.api.operations import Operation, Parameter
from webapp.pages import journal as page
from webapp.pages.journal import JournalPage
from webapp.services import services


def journal() -> JournalPage:
    """The same as the page."""
    here = services()
    try:
        query = page.query_of(request.args, here.clock.now())
    except page.BadJournalQuery as error:
        abort(400, str(error))
    with here.store.read() as conn:
        return page.load(conn, query)


OPERATIONS = (
    Operation(
        "/journal",
        "What people did, newest first.",
        journal,
        JournalPage,
        (
            Parameter("person", "Part of a name.", "ada"),
            Parameter("action", "An action, whole.", "sign in"),
            Parameter("target", "Part of the name of what was changed.", "payments"),
            Parameter("from", "From this time on.", "-24h"),
            Parameter("to", "Until before this time.", "now"),
            Parameter("before", "`next` of the answer before.", "120"),
        ),
    ),
)
