"""CloudTrail's story of who changed what: every deploy, and the switches that people turned."""

from collections.abc import Iterator

from demo.durations import HOUR, MINUTE
from demo.world.accounts import EU, SHOP
from demo.world.specs import Deploy, FunctionSpec, TrailSpec

_LAMBDA, _EVENTS = "lambda.amazonaws.com", "events.amazonaws.com"

SWITCHES = (
    TrailSpec(
        SHOP,
        EU,
        -3 * HOUR - 5 * MINUTE,
        "DisableRule",
        _EVENTS,
        "sofia.duarte",
        "AWS::Events::Rule",
        "price-sync-every-5m",
        (("name", "price-sync-every-5m"),),
    ),
    TrailSpec(
        SHOP,
        EU,
        -3 * HOUR - 3 * MINUTE,
        "UpdateFunctionConfiguration20150331v2",
        _LAMBDA,
        "sofia.duarte",
        "AWS::Lambda::Function",
        "email-sender",
        (("functionName", "email-sender"),),
    ),
    TrailSpec(
        SHOP,
        EU,
        -40 * MINUTE,
        "PutFunctionConcurrency20171031",
        _LAMBDA,
        "tomas.eriksen",
        "AWS::Lambda::Function",
        "partner-feed-api",
        (("functionName", "partner-feed-api"), ("reservedConcurrentExecutions", "4")),
    ),
)


def events_of(function: FunctionSpec) -> Iterator[TrailSpec]:
    """What each deploy of the function left in CloudTrail: the code, then the alias that was moved."""
    for deploy in function.deploys:
        answered = (("functionName", function.name), ("codeSize", deploy.size))
        yield _event(function, deploy, 0, "UpdateFunctionCode20150331v2", (), answered)
        if function.aliases and deploy.version == function.aliases[0].version:
            moved = (("name", function.aliases[0].name), ("functionVersion", deploy.version))
            yield _event(function, deploy, 8, "UpdateAlias20150331", moved)


def _event(
    function: FunctionSpec,
    deploy: Deploy,
    after: int,
    name: str,
    parameters: tuple[tuple[str, str], ...],
    answered: tuple[tuple[str, str | int], ...] = (),
) -> TrailSpec:
    named = (("functionName", function.name), *parameters)
    return TrailSpec(
        function.account,
        function.region,
        deploy.at + after,
        name,
        _LAMBDA,
        deploy.by,
        "AWS::Lambda::Function",
        function.name,
        named,
        answered,
    )
