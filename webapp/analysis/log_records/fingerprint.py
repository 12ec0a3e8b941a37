"""What makes two errors the same one: type, message without its changing parts, top own frame."""

import re
from hashlib import blake2b
from typing import NamedTuple

from webapp.analysis.log_records.records import Frame, LogRecord

LONGEST_TEMPLATE = 300
WILD = "*"

_CHANGING = re.compile(
    r"""
      [\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+                            # an e-mail address
    | (?<!\w)'[^'\n]{0,200}'(?!\w) | (?<!\w)"[^"\n]{0,200}"(?!\w) | `[^`\n]{0,200}`  # what is quoted
    | (?<![\w])(?=[\w+/=-]*\d)[\w+/=-]{32,}                                  # tokens, digests, receipt handles
    | (?<![\w])(?:[0-9a-f]{1,4}:){3,}[0-9a-f:.]*                              # IPv6 and MAC addresses
    | [-+]?\b(?=[\w-]*\d)\w+(?:-\w+)*                                         # numbers, UUIDs, ids with a digit in them
    | \b[0-9a-fA-F]{8}\b | \b[0-9a-f]{16,}\b                                  # hexadecimal without a digit
    """,
    re.VERBOSE,
)
_RUNS = re.compile(r"\*(?:[\s.,:;/_+-]{0,3}\*)+")
_SPACES = re.compile(r"\s+")
_LONG_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{5,}|0x[0-9a-f]+")
_BUNDLE = re.compile(r"[-.][0-9a-f]{6,}(?=\.)")


class Fingerprint(NamedTuple):
    """`key` is stable over processes and releases; the other three are what it was made of, for people."""

    key: str
    error_type: str
    template: str
    frame: str


def fingerprint(record: LogRecord) -> Fingerprint:
    """The fingerprint of an error record; any other record has one, too, by its message alone."""
    error_type = _LONG_IDS.sub(WILD, record.error_type)
    words, frame = template(record.message), frame_of(record.frames)
    parts = (error_type.rpartition(".")[2] if not error_type.startswith(_LAMBDAS) else error_type, words, frame)
    digest = blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=8)
    return Fingerprint(digest.hexdigest(), error_type, words, frame)


def template(message: str) -> str:
    """The first line of a message with everything that differs from one occurrence to the next as `*`."""
    first = next((line for line in message[: LONGEST_TEMPLATE * 4].splitlines() if line.strip()), "")
    masked = _CHANGING.sub(WILD, first[: LONGEST_TEMPLATE * 2])
    return _SPACES.sub(" ", _RUNS.sub(WILD, masked)).strip()[:LONGEST_TEMPLATE]


def frame_of(frames: tuple[Frame, ...]) -> str:
    """`file function` of the innermost frame of the application's own, or of the innermost at all; no line number."""
    if not frames:
        return ""
    top = next((frame for frame in frames if frame.own), frames[0])
    return f"{_BUNDLE.sub('', top.file)} {top.function}".strip()[:LONGEST_TEMPLATE]


_LAMBDAS = ("Runtime.", "Sandbox.", "Function.", "Extension.")
"""Lambda's own error types, whose first part says more than a module's name."""
