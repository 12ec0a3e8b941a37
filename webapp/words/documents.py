"""Documents that somebody logged, as people read them."""

import json
import re

from webapp.analysis.masking import masked

FOLDED = re.compile(r"\\\\|\\n|\\t")
PLAIN = {"\\n": "\n", "\\t": "\t"}


def pretty(text: str) -> str:
    """A JSON record indented, any other text as it is; secrets masked.

    Line ends within a value, mostly a stack trace's, end lines here, too: who reads it wants the trace.
    """
    try:
        document = json.loads(text) if text.lstrip()[:1] in ("{", "[") else None
    except (ValueError, RecursionError):
        document = None
    shown = text if document is None else json.dumps(document, indent=2, ensure_ascii=False)
    shown = masked(shown)
    return (shown if document is None else _unfolded(shown)).replace("\u00a0", " ").rstrip()


def _unfolded(document: str) -> str:
    return FOLDED.sub(lambda found: PLAIN.get(found[0], found[0]), document)
