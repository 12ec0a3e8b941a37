"""What became of a call that brought no answer, so that it reads on after the name of its IAM action."""

from collectors.records import FailureKind

WORDS = {
    FailureKind.DENIED: "denied",
    FailureKind.THROTTLED: "throttled",
    FailureKind.UNREACHABLE: "not answered",
    FailureKind.CREDENTIALS: "refused our credentials",
    FailureKind.GONE: "found nothing",
    FailureKind.UNEXPECTED: "failed",
}


def word(kind: str) -> str:
    """`denied`, as in `lambda:ListTags denied in prod/eu-west-1`."""
    return WORDS[FailureKind(kind)]
