"""/api/v1/collection: is the looking healthy, and what does it cost."""

from webapp.api.operations import Operation
from webapp.pages import collection as page
from webapp.pages.collection import CollectionPage
from webapp.services import services


def collection() -> CollectionPage:
    """The same as the page."""
    here = services()
    with here.store.read() as conn:
        return page.load(conn, here.config, here.clock.now())


OPERATIONS = (
    Operation("/collection", "Runs, failures, coverage and cost of the looking.", collection, CollectionPage),
)
