"""Values that look like secrets are masked wherever text of AWS is shown: log lines, message bodies, descriptions.

A secret is known by its form (an AWS key id, a JSON Web Token, a private key) or by what stands before it
(`password=`, `"clientSecret":`, `Authorization: Bearer`). The name stays, so that a reader knows what was there.
"""

import re

MASK = "••••••"

_FORMS = re.compile(
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\Z)"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"
    r"|\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"
    r"|\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|xox[abprs]-[\w-]{10,}|oncall_[\w-]{40,})"
    r"|\b(?:[srp]k_(?:live|test)_\w{10,}|sk-[\w-]{20,}|AIza[\w-]{35})",
    re.DOTALL,
)
"""Private keys, AWS key ids, JSON Web Tokens, and what GitHub, GitLab, Slack, Stripe, OpenAI, Google and we make."""

_NAMES = (
    r"pass(?:word|wd|phrase)|pwd|secret|token|(?:api|access|private|signing|encryption|account|shared)[_-]?key"
    r"|credentials?|authorization|session[_-]?id|set-cookie|cookie|signature|connection[_-]?string"
)
_NAMED = re.compile(
    rf"((?:{_NAMES})(?:[_-]?(?:access[_-]?key|key|value|string))?"
    r"""(?:\\*["'])?(?:\s{0,3}[=:]>?\s{0,3}))"""
    r"""(?!(?:null|none|nil|true|false|undefined|/)\b)"""
    r"""(?:(\\+["'])(?:(?!\2).)*\2|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^\s,;&"'<>(){}\[\]\\]+)""",
    re.IGNORECASE | re.DOTALL,
)
_OPTION = re.compile(rf"((?<![\w-])--?[\w-]{{0,20}}(?:{_NAMES})\s+)(?!-)[^\s\"']+", re.IGNORECASE)
_SCHEME = re.compile(r"\b((?:Bearer|Basic|Digest|Negotiate)\s+)[\w.~+/=-]{6,}", re.IGNORECASE)
_IN_URL = re.compile(r"(://[^\s/:@]{0,100}:)[^\s/@]{1,200}@")


def masked(text: str) -> str:
    """`text` with the mask in place of everything that looks like a secret."""
    text = _IN_URL.sub(rf"\g<1>{MASK}@", text)
    text = _FORMS.sub(MASK, text)
    text = _SCHEME.sub(rf"\g<1>{MASK}", text)
    text = _OPTION.sub(rf"\g<1>{MASK}", text)
    return _NAMED.sub(rf"\g<1>{MASK}", text)
