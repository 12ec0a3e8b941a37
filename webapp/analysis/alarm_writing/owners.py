"""Whether a template owns an alarm: what is changed here, the next deployment of the template would change back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

STACK, LOGICAL_ID = "aws:cloudformation:stack-name", "aws:cloudformation:logical-id"
MADE_BY_STACK = re.compile(r"([A-Za-z][\w-]*)-[A-Za-z0-9]+-[A-Za-z0-9]{10,13}")
"""A name that CloudFormation makes: stack, logical id, random letters, of which some are capital or digits."""
TERRAFORM_KEYS = ("terraform", "tf_module", "tfstate", "terraform-module", "terraform_module")
MANAGERS = ("managedby", "managed-by", "managed_by", "createdby", "created-by", "provisioner", "iac")


@dataclass(frozen=True, slots=True)
class Owner:
    """`tool` is CloudFormation, Terraform, …; `where` the stack, or why we believe it; `sure` where AWS says so."""

    tool: str
    where: str
    sure: bool = False


def owner_of(name: str, tags: Mapping[str, str]) -> Owner | None:
    """The owner that the tags name, or that the alarm's name looks like."""
    if STACK in tags:
        logical = f", {tags[LOGICAL_ID]}" if LOGICAL_ID in tags else ""
        return Owner("CloudFormation", f"stack {tags[STACK]}{logical}", sure=True)
    for key, value in tags.items():
        if key.lower() in TERRAFORM_KEYS and value.lower() not in ("false", "no"):
            return Owner("Terraform", f"tag {key} = {value}")
        if key.lower().replace(":", "").replace(" ", "") in MANAGERS and (tool := _tool(value)):
            return Owner(tool, f"tag {key} = {value}")
    made = MADE_BY_STACK.fullmatch(name)
    if made and re.search(r"\d", name.rpartition("-")[2]) and name.rpartition("-")[2].isupper():
        return Owner("CloudFormation", f"its name looks like one of stack {made[1]}")
    return None


def _tool(value: str) -> str:
    tools = {"terraform": "Terraform", "opentofu": "OpenTofu", "pulumi": "Pulumi", "cdk": "CDK",
             "cloudformation": "CloudFormation", "serverless": "Serverless Framework", "sam": "SAM"}  # fmt: skip
    return next((tool for word, tool in tools.items() if word in value.lower()), "")
