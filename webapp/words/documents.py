"""Documents that somebody logged, as people read them."""

import json

from webapp.analysis.masking import masked


def pretty(text: str) -> str:
    """A JSON record indented, any other text as it is; secrets masked."""
    try:
        document = json.loads(text) if text.lstrip()[:1] in ("{", "[") else None
    except (ValueError, RecursionError):
        document = None
    shown = text if document is None else json.dumps(document, indent=2, ensure_ascii=False)
    return masked(shown).replace("\u00a0", " ").rstrip()
