"""Small makers of records: every test names only the field that it is about."""

from typing import Any

from collectors.records import Function, Identity, Kind


def an_identity(name: str = "checkout-api", kind: Kind = Kind.FUNCTION, **fields: str) -> Identity:
    return Identity(
        **{"partition": "aws", "account": "111122223333", "region": "eu-west-1"} | fields, kind=kind, name=name
    )


def a_function(name: str = "checkout-api", **fields: Any) -> Function:
    identity = fields.pop("identity", None) or an_identity(name)
    defaults: dict[str, Any] = {
        "arn": f"arn:aws:lambda:{identity.region}:{identity.account}:function:{identity.name}",
        "runtime": "python3.13",
        "architecture": "x86_64",
        "memory_mb": 512,
        "timeout_s": 30,
        "ephemeral_mb": 512,
        "package_type": "Zip",
        "code_sha256": "0" * 44,
        "code_bytes": 1_000_000,
        "last_modified": 1_793_000_000,
        "log_group": f"/aws/lambda/{identity.name}",
    }
    return Function(identity=identity, **defaults | fields)
