"""Fleets of any size for measuring: nothing happens in them, so that their answers are cheap and can be kept."""

from demo.durations import DAY
from demo.world.accounts import EU, SHOP
from demo.world.fleet import FLEET, Fleet
from demo.world.specs import AccountSpec, Deploy, FunctionSpec
from demo.world.traffic import Traffic

_RUNTIMES = ("python3.13", "nodejs22.x", "java21", "python3.12")
_TRIGGERS = ("api", "api", "async", "schedule")


def fleet_of(text: str) -> Fleet:
    """`company`, or `synthetic:<functions>:<active share>[:<accounts>]`; ValueError says what is wrong."""
    if text == "company":
        return FLEET
    kind, *numbers = text.split(":")
    try:
        functions, active, accounts = int(numbers[0]), float(numbers[1]), int(numbers[2]) if numbers[2:] else 1
    except (ValueError, IndexError):
        functions = active = accounts = 0
    if kind != "synthetic" or functions < 1 or accounts < 1 or not 0 <= active <= 1 or len(numbers) > 3:
        raise ValueError(f"no such fleet: {text!r}; say `company` or `synthetic:10000:0.1[:accounts]`")
    return synthetic(functions, active, accounts)


def synthetic(functions: int, active: float, accounts: int = 1) -> Fleet:
    """That many functions, the active ones spread evenly among them, over that many accounts in one region."""
    places = tuple(_account(number) for number in range(accounts))
    specs = tuple(
        _function(number, places[number % accounts], _active(number // accounts, active)) for number in range(functions)
    )
    return Fleet(places, specs, synthetic=True)


def _active(number: int, share: float) -> bool:
    return int((number + 1) * share) > int(number * share)


def _account(number: int) -> AccountSpec:
    if not number:
        return AccountSpec(SHOP, EU, "synthetic-0", concurrency=20_000)
    account = f"{900_000_000_000 + number}"
    role = f"arn:aws:iam::{account}:role/lambda-oncall-reader"
    return AccountSpec(account, EU, f"synthetic-{number}", 20_000, role, f"synthetic-{number}")


def _function(number: int, place: AccountSpec, active: bool) -> FunctionSpec:
    return FunctionSpec(
        account=place.account,
        region=place.region,
        name=f"service-{number % 97:02d}-function-{number:05d}",
        runtime=_RUNTIMES[number % len(_RUNTIMES)],
        trigger=_TRIGGERS[number % len(_TRIGGERS)],
        traffic=Traffic(2 + number % 23, "flat") if active else Traffic(),
        memory=256 << number % 4,
        duration_ms=20 + number % 400,
        team=f"team-{number % 31}",
        error_rate=0.05 if number % 70 == 0 else 0.001,
        deploys=(Deploy(-(20 + number % 300) * DAY, "ci-deployer", "$LATEST", 1_000_000 + number),),
    )
