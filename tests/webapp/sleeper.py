"""A child process that does nothing until its parent is gone or it is told to end."""

import threading

from webapp.processes import stop_with_parent

if __name__ == "__main__":
    stop = threading.Event()
    stop_with_parent(stop)
    print("up", flush=True)
    stop.wait(60)
