"""Print a least-privilege IAM policy as JSON: the reader's, or with --operator what the dashboard may change.

Attach the reader's to the role or user whose credentials `oncall` uses, and the operator's beside it only where people
are to redrive messages and set alarms. The reader's last two statements may be left out: `oncall prices refresh` needs
one, and comparing with Cost Explorer's bill (`prices.cost_explorer`, $0.01 a day and target) the other. --names narrows
the operator's to queues, functions and alarms of these names. Queues that are encrypted with a KMS key of your own need
kms:Decrypt and kms:GenerateDataKey on that key besides.
"""

import argparse
import json
import sys

from collectors import catalog, cost_explorer, price_list
from webapp.actions.permissions import operator_actions, operator_policy


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `oncall policy`."""
    parser.add_argument("--actions", action="store_true", help="print the action names only, one a line")
    parser.add_argument("--operator", action="store_true", help="what people may change through the dashboard")
    parser.add_argument("--names", nargs="+", default=["*"], metavar="PATTERN", help="with --operator: 'payments-*'")
    parser.add_argument("--partition", default="aws", choices=("aws", "aws-cn", "aws-us-gov"), help="(default: aws)")


def run(arguments: argparse.Namespace) -> int:
    """Print the policy; 2 for options that do not go together."""
    if arguments.names != ["*"] and not arguments.operator:
        print(
            "--names narrows the operator's policy: add --operator. Lists cannot be narrowed by name.", file=sys.stderr
        )
        return 2
    if arguments.actions:
        print("\n".join(operator_actions() if arguments.operator else [*needed(), *EXTRAS]))
        return 0
    policy = operator_policy(arguments.names, arguments.partition) if arguments.operator else reader_policy()
    print(json.dumps(policy, indent=2))
    return 0


def needed() -> list[str]:
    """Every IAM action that some collector needs, sorted."""
    return sorted({action for collector in catalog.CATALOG for action in collector.NEEDS})


def reader_policy() -> dict[str, object]:
    """The policy document. All actions are reads; none of them can be narrowed to a resource without losing lists."""
    grants = {"LambdaOncallReads": needed()} | {sid: [action] for action, sid in EXTRAS.items()}
    statements = [
        {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": "*"} for sid, actions in grants.items()
    ]
    return {"Version": "2012-10-17", "Statement": statements}


EXTRAS = {
    **dict.fromkeys(price_list.NEEDS, "LambdaOncallReadsPrices"),
    **dict.fromkeys(cost_explorer.NEEDS, "LambdaOncallReadsTheBill"),
}
"""What only some want, each in a statement of its own that can be left out."""
