"""A target: one account in one region, and how to get in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """One account in one region. `name` is unique, from the configuration (`prod/eu-west-1`), and is what runs,
    coverage and costs are stored under; the account id is not known before STS has been asked.

    Empty `profile` means the default credentials chain; empty `endpoint_url` means AWS itself.
    """

    name: str
    region: str
    profile: str = ""
    role_arn: str = ""
    external_id: str = ""
    endpoint_url: str = ""
