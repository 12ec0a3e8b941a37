"""Print the least-privilege IAM policy that the collectors need, as JSON.

Attach it to the role or user whose credentials `oncall` uses; with `--actions`, only the names are printed.
"""

import argparse
import json

from collectors import catalog


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `oncall policy`."""
    parser.add_argument("--actions", action="store_true", help="print the action names only, one a line")


def run(arguments: argparse.Namespace) -> int:
    """Print the policy."""
    print("\n".join(needed()) if arguments.actions else json.dumps(reader_policy(), indent=2))
    return 0


def needed() -> list[str]:
    """Every IAM action that some collector needs, sorted."""
    return sorted({action for collector in catalog.CATALOG for action in collector.NEEDS})


def reader_policy() -> dict[str, object]:
    """The policy document. All actions are reads; none of them can be narrowed to a resource without losing lists."""
    return {
        "Version": "2012-10-17",
        "Statement": [{"Sid": "LambdaOncallReads", "Effect": "Allow", "Action": needed(), "Resource": "*"}],
    }
