"""A collector process to be killed: `python -m tests.webapp.watch.collector STORE URL TARGET-JSON START`.

Ticks without a pause, a minute of its clock each time, and reads history as well. Says `ticking` when it begins,
and `ticked` after each tick.
"""

import json
import sys

from collectors import metrics, tripwire
from collectors.targets import Target
from webapp.clock import SetClock
from webapp.config import Config
from webapp.store.database import Store
from webapp.watch.watching import Watch


def main(store_url, target, start):
    clock = SetClock(int(start))
    config = Config((Target(**json.loads(target)),), "", backfill_days=2)
    watch = Watch(config, Store.open(store_url), clock, (metrics, tripwire))
    print("ticking", flush=True)
    while True:
        watch.tick()
        watch.settle()
        print("ticked", flush=True)
        clock.advance(60)


if __name__ == "__main__":
    main(*sys.argv[1:])
