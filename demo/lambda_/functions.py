"""Functions of all accounts: the world's, computed when asked for, and those that people made, changed or deleted."""

import re
from collections import defaultdict
from threading import RLock

from demo.lambda_.configuration import Function, function_at
from demo.server.calls import Call
from demo.server.denials import not_authorized
from demo.server.errors import AwsError
from demo.world.fleet import Fleet
from demo.world.specs import TrailSpec

_NAME = re.compile(r"(?:(?:arn:aws:lambda:[^:]+:)?\d{12}:function:)?(?P<name>[\w-]+)(?::(?P<qualifier>[\w$-]+))?")
Key = tuple[str, str, str]


class Functions:
    """Once a person has changed a function it stays as that person left it; later deploys of the world pass it by."""

    def __init__(self, fleet: Fleet, epoch: float) -> None:
        self.lock = RLock()
        self._fleet, self._epoch = fleet, epoch
        self._edited: dict[Key, Function | None] = {}
        self._trail: dict[Key, list[TrailSpec]] = defaultdict(list)
        for event in fleet.trail:
            self._trail[event.account, event.region, event.resource].append(event)

    def names(self, call: Call) -> list[str]:
        """The names of all functions of the account in the region: the world's first, then people's."""
        with self.lock:
            edited = {key[2]: made for key, made in self._edited.items() if key[:2] == (call.account, call.region)}
        world = [spec.name for spec in self._fleet.functions_in(call.account, call.region)]
        known = set(world)
        kept = [name for name in world if edited.get(name, True) is not None]
        return kept + [name for name, made in edited.items() if made is not None and name not in known]

    def get(self, call: Call, name: str) -> Function | None:
        """The function of exactly this name at the time of the call, None where there is none."""
        key = (call.account, call.region, name)
        with self.lock:
            if key in self._edited:
                return self._edited[key]
        spec = self._fleet.function(*key)
        return function_at(spec, tuple(self._trail.get(key, ())), self._epoch, call.now) if spec else None

    def tags(self, call: Call) -> list[tuple[str, dict[str, str]]]:
        """(ARN, tags) of every function, without working the rest out."""
        found = []
        for name in self.names(call):
            key = (call.account, call.region, name)
            edited, spec = self._edited.get(key), self._fleet.function(*key)
            if edited is not None:
                found.append((edited.arn, edited.tags))
            elif spec is not None:
                found.append((spec.arn, spec.all_tags))
        return found

    def find(self, call: Call, name_or_arn: str) -> tuple[Function, str]:
        """(the function, the qualifier in its name or ARN); ResourceNotFound or AccessDenied where we get none."""
        name, qualifier = split(name_or_arn)
        self._refuse(call, name)
        found = self.get(call, name)
        if found is None:
            raise not_found(call, name_or_arn)
        return found, qualifier or str(call.body.get("Qualifier", ""))

    def reserved(self, account: str, region: str, name: str) -> int | None:
        """The reserved concurrency of a function, None without one."""
        key = (account, region, name)
        with self.lock:
            edited, spec = self._edited.get(key), self._fleet.function(*key)
        return edited.reserved if edited else spec.reserved if spec else None

    def edit(self, call: Call, name_or_arn: str) -> Function:
        """The function, held from now on as the caller leaves it. Call with the lock held."""
        function, _ = self.find(call, name_or_arn)
        self._edited[call.account, call.region, function.config["FunctionName"]] = function
        return function

    def put(self, call: Call, function: Function) -> None:
        """Hold a new function."""
        with self.lock:
            self._edited[call.account, call.region, function.config["FunctionName"]] = function

    def delete(self, call: Call, name_or_arn: str) -> None:
        """It is no longer there."""
        function, _ = self.find(call, name_or_arn)
        with self.lock:
            self._edited[call.account, call.region, function.config["FunctionName"]] = None

    def _refuse(self, call: Call, name: str) -> None:
        spec = self._fleet.function(call.account, call.region, name)
        if spec is not None and spec.denied:
            raise not_authorized(call, spec.arn, "with an explicit deny in an identity-based policy")


def split(name_or_arn: str) -> tuple[str, str]:
    """(name, qualifier) of a name, a partial ARN or an ARN."""
    found = _NAME.fullmatch(name_or_arn)
    if not found:
        raise AwsError("ValidationException", f"1 validation error detected: Value '{name_or_arn}' at 'functionName'")
    return found["name"], found["qualifier"] or ""


def not_found(call: Call, name_or_arn: str) -> AwsError:
    """ResourceNotFoundException in Lambda's words."""
    name = split(name_or_arn)[0]
    arn = call.arn(f"function:{name}")
    return AwsError("ResourceNotFoundException", f"Function not found: {arn}", 404)
