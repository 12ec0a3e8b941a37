"""Accounts, and what their CloudTrail has written down."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccountSpec:
    """One account in one region: its Lambda concurrency limit, its alias, and the role by which others read it."""

    account: str
    region: str
    alias: str
    concurrency: int = 1000
    role_arn: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class TrailSpec:
    """One CloudTrail management event: who did what to which resource."""

    account: str
    region: str
    at: int
    event: str
    source: str
    by: str
    resource_type: str
    resource: str
    parameters: tuple[tuple[str, str], ...] = ()
    answered: tuple[tuple[str, str | int], ...] = ()
