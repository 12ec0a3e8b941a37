"""`python -m demo`: start the embedded AWS; one JSON line on standard output says where it is and how to get in."""

import argparse
import os
import signal
import sys
from collections.abc import Callable
from threading import Thread
from types import FrameType
from typing import Any, TypeVar

from orjson import dumps

from demo.clock import WorldClock
from demo.seed import Keys, seed_topics, seed_user
from demo.server import faults
from demo.server.front import Front
from demo.server.listener import Listener
from demo.server.principals import Role
from demo.server.state import State
from demo.world.accounts import SHOP
from demo.world.fleet import FLEET, Fleet
from demo.world.synthetic import fleet_of
from demo.world.world import World

Parsed = TypeVar("Parsed")


def main(argv: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; 2 for arguments that make no sense."""
    given = _arguments().parse_args(argv)
    state = _state(given)
    keys = seed_user(SHOP)
    seed_topics(state.world.fleet.topics)
    with Listener(given.port, Front(state)) as listener:
        _end_on_signals(listener, state)
        if given.until_stdin_closes:
            _end_with_stdin(listener, state)
        sys.stdout.buffer.write(dumps(_ready(listener.url, keys, given.fleet)) + b"\n")
        sys.stdout.flush()
        listener.serve_forever(poll_interval=0.1)
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m demo", description="The embedded AWS: real boto3 speaks to it.")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (0: any free one)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same world and the same faults")
    parser.add_argument("--now", type=float, help="stand still at this time (epoch seconds); with --speed: start there")
    parser.add_argument("--speed", type=float, help="world seconds a second")
    parser.add_argument(
        "--fleet",
        type=_told(fleet_of),
        default=FLEET,
        help="company, or synthetic:<functions>:<active share>[:<accounts>]",
    )
    parser.add_argument("--faults", type=_told(faults.parse), default=(), metavar="SPEC", help=_faults_help())
    parser.add_argument("--until-stdin-closes", action="store_true", help="end when the parent that holds it is gone")
    return parser


def _told(parse: Callable[[str], Parsed]) -> Callable[[str], Parsed]:
    """The same parser for argparse, which shows a reason only if it comes as its own error."""

    def parsed(text: str) -> Parsed:
        try:
            return parse(text)
        except ValueError as problem:
            raise argparse.ArgumentTypeError(str(problem)) from problem

    return parsed


def _faults_help() -> str:
    kinds = "; ".join(f"{kind}: {what}" for kind, what in faults.KINDS.items())
    return f"kind[:number][:service:Action][@account[/region]][#name],… ({kinds})".replace("%", "%%")


def _state(given: argparse.Namespace) -> State:
    speed = given.speed if given.speed is not None else (1.0 if given.now is None else 0.0)
    clock = WorldClock(given.now, speed)
    roles = tuple(Role(a.role_arn, a.external_id) for a in given.fleet.accounts if a.role_arn)
    world = World(given.seed, int(clock.now()), given.fleet)
    return State(clock=clock, seed=given.seed, world=world, roles=roles, faults=given.faults)


def _ready(url: str, keys: Keys, fleet: Fleet) -> dict[str, Any]:
    targets = [
        {"name": f"{a.alias}/{a.region}", "region": a.region, "role_arn": a.role_arn, "external_id": a.external_id}
        for a in fleet.accounts
    ]
    secrets = {"access_key_id": keys.access_key_id, "secret_access_key": keys.secret_access_key}
    return {"endpoint_url": url, "targets": targets} | secrets


def _end_on_signals(listener: Listener, state: State) -> None:
    def end(_number: int, _frame: FrameType | None) -> None:
        _end(listener, state)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)


def _end_with_stdin(listener: Listener, state: State) -> None:
    def wait() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        _end(listener, state)

    Thread(target=wait, name="end-with-stdin", daemon=True).start()


def _end(listener: Listener, state: State) -> None:
    state.stopping.set()
    state.suffer(())
    Thread(target=listener.shutdown).start()


if __name__ == "__main__":
    sys.exit(main())
