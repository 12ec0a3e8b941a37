"""The embedded AWS as a test uses it: a subprocess, boto3 clients that point at it, and its controls."""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

ROOT = Path(__file__).parent.parent
ONCE = Config(retries={"total_max_attempts": 1}, connect_timeout=3, read_timeout=60)


class EmbeddedAws:
    """One running `python -m demo`, as a context manager: it ends when we do. `ready` is the line that it printed."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "demo", "--until-stdin-closes", *arguments]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | {"PYTHONUNBUFFERED": "1"}
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.ready: dict[str, Any] = json.loads(self.process.stdout.readline())
        self.url: str = self.ready["endpoint_url"]
        self.targets: list[dict[str, Any]] = self.ready["targets"]

    def __enter__(self) -> "EmbeddedAws":
        return self

    def __exit__(self, *_problem: object) -> None:
        self.stop()

    def stop(self) -> int:
        """End it with SIGTERM; its exit status."""
        self.process.terminate()
        status = self.process.wait(timeout=60)
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()
        return status

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs in its environment to use it instead of AWS."""
        return {
            "AWS_ACCESS_KEY_ID": self.ready["access_key_id"],
            "AWS_SECRET_ACCESS_KEY": self.ready["secret_access_key"],
            "AWS_ENDPOINT_URL": self.url,
        }

    def client(self, service: str, region: str = "eu-west-1", config: Config = ONCE, **credentials: str) -> Any:
        """A boto3 client as the dashboard's user (or with the `credentials` given); it does not try again by itself."""
        keys = {
            "aws_access_key_id": self.ready["access_key_id"],
            "aws_secret_access_key": self.ready["secret_access_key"],
        }
        return boto3.client(service, region_name=region, endpoint_url=self.url, config=config, **(credentials or keys))

    def assumed(self, target: dict[str, Any]) -> dict[str, str]:
        """The credentials of a target's role, for `client(…, **credentials)`."""
        answer = self.client("sts").assume_role(
            RoleArn=target["role_arn"], ExternalId=target["external_id"], RoleSessionName="test"
        )["Credentials"]
        return {
            "aws_access_key_id": answer["AccessKeyId"],
            "aws_secret_access_key": answer["SecretAccessKey"],
            "aws_session_token": answer["SessionToken"],
        }

    def faults(self, *faults: Any) -> None:
        """What goes wrong from now on: texts (`throttle:0.3`) or records (`{"kind": "deny", …}`); none: nothing."""
        self.control("POST", "faults", list(faults))

    def clock(self, **setting: float) -> float:
        """Set the world's time (`now=…` stands still, `offset=…`, `speed=…`), or only read it; the time now."""
        return float(self.control("POST" if setting else "GET", "clock", setting or None)["now"])

    def calls(self, action: str = "") -> dict[str, Any]:
        """What was called so far, of one IAM action (`lambda:ListFunctions`) or of all."""
        shown: dict[str, Any] = self.control("GET", "calls")
        if not action:
            return shown
        rows = [row for row in shown["calls"] if row["action"] == action]
        return {"total": sum(row["calls"] for row in rows), "calls": rows}

    def await_calls(self, action: str, number: int = 1, seconds: float = 60) -> bool:
        """Wait until an IAM action was called so often since the counts began; whether it was within the time."""
        asked = {"action": action, "number": number, "seconds": seconds}
        return bool(self.control("POST", "calls", asked)["reached"])

    def forget_calls(self) -> None:
        """Start counting from nothing."""
        self.control("DELETE", "calls")

    def reset(self) -> None:
        """As it was when it started."""
        self.control("POST", "reset")

    def control(self, method: str, what: str, body: Any = None) -> Any:
        """One request to `/_world/…`."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_world/{what}", data=data, method=method)
        with urllib.request.urlopen(request, timeout=90) as answer:
            return json.load(answer)
