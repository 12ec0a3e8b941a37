"""No secret is in the repository: no key, token or private key by its form, no password that was assigned."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FORMS = {
    "an AWS access key": r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    "an AWS secret key": r"(?i)aws_?secret\w*\W{1,5}[A-Za-z0-9/+]{40}\b",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s*\\?n?[A-Za-z0-9+/=]{40}",
    "a JSON Web Token": r"\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}",
    "a token of GitHub": r"\b(?:gh[pousr]_\w{36}|github_pat_\w{50,})",
    "a token of GitLab or Slack": r"\b(?:glpat-[\w-]{20}|xox[abprs]-\d[\w-]{20,})",
    "a token of ours": r"\boncall_[\w-]{43}\b",
    "an assigned password": r"(?i)\b(?:password|passwd|client_secret|api_key)\s*[:=]\s*[\"'][^\"'\s{}<>]{8,}[\"']",
}
MADE_UP = re.compile(
    r"EXAMPLE|WRONG|DEMO|TEST|hunter2|password|secret|words|0000|XXXX|the-|environment|\.\.\.|…", re.IGNORECASE
)
"""What nobody could take for a real one."""
SKIPPED = ("static/vendor/", "requirements/")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git repository")
    return [ROOT / name for name in listed.stdout.split("\0") if name and not name.startswith(SKIPPED)]


def found_in(text: str) -> list[str]:
    return [
        f"{what}: {match[0][:60]}"
        for what, form in FORMS.items()
        for match in re.finditer(form, text)
        if not MADE_UP.search(match[0].partition("=")[2] or match[0])
    ]


def test_the_scan_finds_a_secret():
    assert found_in("key = " + "AKIA" + "Q3EGRIPX7B4N2KDW")
    assert found_in('client_secret = "' + "x7Gq2LmP9v" + '"')
    assert not found_in('password = "hunter2-and-more"')


def test_no_file_holds_a_secret():
    found = []
    for path in tracked():
        if path.is_file() and path.stat().st_size < 2_000_000:
            found += [f"{path.relative_to(ROOT)}: {each}" for each in found_in(path.read_text(errors="replace"))]
    assert not found
