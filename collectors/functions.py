"""Lambda functions: their configuration, tags, concurrency, aliases and destinations."""

from collections.abc import Iterator

from collectors import details
from collectors.aws import Aws
from collectors.configuration import function_of, with_known, with_tags
from collectors.failures import AwsError, Credentials
from collectors.parts import PARTS, TAGS
from collectors.records import Ask, Chunk, Function, Identity, Kind, Listed
from collectors.targets import Target

NAME = "functions"
EVERY = 300
NEEDS: tuple[str, ...] = (
    "lambda:ListFunctions",
    "tag:GetResources",
    "lambda:GetFunctionConcurrency",
    "lambda:ListAliases",
    "lambda:ListProvisionedConcurrencyConfigs",
    "lambda:ListFunctionEventInvokeConfigs",
    "lambda:ListVersionsByFunction",
    "lambda:ListTags",
)

Tags = dict[str, tuple[tuple[str, str], ...]]


def collect(aws: Aws, target: Target, ask: Ask, now: int) -> Iterator[Chunk]:
    """Every selected function with what is known of it, the list of them, then the details that are due."""
    account = aws.account()
    tags: Tags | None = None
    try:
        tags = tags_by_arn(aws)
    except Credentials:
        raise
    except AwsError as error:
        yield Chunk(failures=(error.failure,))
    found: list[Function] = []
    for functions in _pages(aws, account, ask, tags):
        found.extend(functions)
        yield Chunk(functions)
    yield Chunk((Listed.of(account, Kind.FUNCTION, (function.identity.name for function in found)),))
    yield from details.read(aws, found, now, PARTS if tags is not None else (*PARTS, TAGS))


def _pages(aws: Aws, account: Identity, ask: Ask, tags: Tags | None) -> Iterator[tuple[Function, ...]]:
    known = {function.identity: function for function in ask.functions}
    for page in aws.pages("lambda", "list_functions"):
        answers = [a for a in page.get("Functions", ()) if a.get("Version", "$LATEST") == "$LATEST"]
        functions = (function_of(answer, account, ask.environment_key) for answer in answers)
        complete = (with_known(function, known.get(function.identity)) for function in functions)
        tagged = (f if tags is None else with_tags(f, tags.get(f.arn, ())) for f in complete)
        yield tuple(f for f in tagged if ask.select_functions.selects(f.identity.name, f.tags))


def tags_by_arn(aws: Aws) -> Tags:
    """The tags of every tagged function by ARN: the tagging API answers for a hundred at once."""
    pages = aws.pages(
        "resourcegroupstaggingapi", "get_resources", ResourceTypeFilters=["lambda:function"], ResourcesPerPage=100
    )
    return {
        item["ResourceARN"]: tuple(sorted((tag["Key"], tag["Value"]) for tag in item.get("Tags", ())))
        for page in pages
        for item in page.get("ResourceTagMappingList", ())
    }
