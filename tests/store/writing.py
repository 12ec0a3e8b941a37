"""A process that writes minute after minute until somebody kills it: `python -m tests.store.writing URL`."""

import sys

from collectors.records import Coverage, Points
from tests.factories import an_identity
from webapp.store.coverage import save_coverage, uncovered
from webapp.store.database import Store
from webapp.store.points import save_points

NOON = 1_793_534_400
DAY = 86_400
FUNCTIONS = 40
COLUMNS = ("invocations", "errors")


def write_minutes(store):
    """Each minute with its coverage in one transaction, beginning where the process before it ended; says so then."""
    while True:
        with store.write() as conn:
            start = uncovered(conn, "prod", "metrics", 60, NOON, NOON + DAY)[0].start
            row = ((start, (1.0, 2.0)),)
            save_points(conn, [Points(an_identity(f"f-{at}"), 60, COLUMNS, row) for at in range(FUNCTIONS)])
            save_coverage(conn, "prod", "metrics", [Coverage(60, start, start + 60, start)])
        print("kept", flush=True)


if __name__ == "__main__":
    write_minutes(Store.open(sys.argv[1]))
