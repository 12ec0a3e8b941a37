"""Show the dashboard on an embedded AWS: about forty functions with incidents in progress, nothing to set up.

No AWS account is touched. The history of fifteen days fills in while you look, newest first.
"""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from webapp.clock import SystemClock
from webapp.commands.options import config_of, port
from webapp.config.model import Bind
from webapp.processes import Child, KeptAlive, stop_requested
from webapp.serving import listen, serve
from webapp.store import Store

LOGS_BACK_HOURS = 6
"""The embedded AWS writes every log line anew for each query: two days of them would keep it busy for long."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `oncall demo`."""
    parser.add_argument("--port", type=port, default=8080, help="port to listen on; 0 takes a free one (default: 8080)")
    parser.add_argument("--seed", type=int, default=1, help="another number makes another history (default: 1)")
    parser.add_argument("--faults", default="", help="let AWS misbehave: throttle:0.3,deny:lambda:ListTags,delay:2")
    parser.add_argument(
        "--folder", type=Path, default=Path("var"), help="where the demo keeps its store (default: var)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve the demo until SIGTERM; its store is made anew at every start."""
    stop = stop_requested()
    with listen(Bind(port=arguments.port)) as socket:
        folder = fresh(arguments.folder / f"demo-{socket.getsockname()[1]}")
        with Child("embedded AWS", embedded(arguments), os.environ, capture=True) as aws:
            told = json.loads(aws.first_line() or "null")
            if told is None:
                print("The embedded AWS did not start; its message stands above.", file=sys.stderr)
                return 2
            arguments.config = written(folder, told)
            environment = apart(os.environ) | credentials(told)
            stand_in(environment)
            config = replace(config_of(arguments), demo=True)
            store = Store.open(config.store_url)
            try:
                settings = ["--config", str(arguments.config)]
                collect = ["webapp.cli", "collect", "--child", *settings]
                prices = Child("price list", ["webapp.cli", "prices", "refresh", *settings], environment, capture=True)
                with prices, KeptAlive("collector", collect, environment):
                    serve(config, store, SystemClock(), socket, stop)
                    aws.ask_to_end()
            finally:
                store.close()
    return 0


def fresh(folder: Path) -> Path:
    """An empty folder of this name."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def embedded(arguments: argparse.Namespace) -> list[str]:
    """The embedded AWS's command line."""
    faults = ["--faults", arguments.faults] if arguments.faults else []
    return ["demo", "--port", "0", "--seed", str(arguments.seed), "--until-stdin-closes", *faults]


def written(folder: Path, world: dict[str, Any]) -> Path:
    """A settings file for the accounts that the embedded AWS told us of."""
    targets: dict[str, dict[str, Any]] = {}
    for target in world["targets"]:
        name, _, region = target["name"].partition("/")
        way = {"role_arn": target["role_arn"] or "", "external_id": target["external_id"] or ""}
        account = targets.setdefault(name, {"name": name, "regions": [], "endpoint_url": world["endpoint_url"], **way})
        account["regions"].append(region)
    settings = {
        "targets": list(targets.values()),
        "store": {"url": "sqlite:///oncall.db"},
        "logs": {"look_back_hours": LOGS_BACK_HOURS},
    }
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    return path


def apart(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without any setting of AWS or of ours: a demo never reaches a real account or a real store."""
    return {name: value for name, value in environment.items() if not name.startswith(("AWS_", "ONCALL_"))}


def stand_in(environment: Mapping[str, str]) -> None:
    """Make it our own environment: the web process asks AWS, too, where a person wants to act."""
    for name in os.environ.keys() - environment.keys():
        del os.environ[name]
    os.environ.update(environment)


def credentials(world: dict[str, Any]) -> dict[str, str]:
    """The environment in which boto3 finds the embedded account and no other."""
    return {
        "AWS_ACCESS_KEY_ID": world["access_key_id"],
        "AWS_SECRET_ACCESS_KEY": world["secret_access_key"],
        "AWS_EC2_METADATA_DISABLED": "true",
    }
