"""What no linter says: how long files and functions may be, how they are called, and that the locks are whole."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TRACKED = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
FILES = [ROOT / line for line in TRACKED.stdout.splitlines() if (ROOT / line).is_file()]
WRITTEN = [
    path
    for path in FILES
    if path.suffix in {".py", ".html", ".css", ".js", ".yaml"}
    and path.relative_to(ROOT).parts[:2] != ("static", "vendor")
    and path.relative_to(ROOT).parts[0] != "tests"
]
PYTHON = [path for path in WRITTEN if path.suffix == ".py" and path.parent.name != "versions"]
CSS = [path for path in WRITTEN if path.suffix == ".css"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
FILE_LINES, FUNCTION_LINES, USUAL_LINES = 300, 40, 10
NO_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|managers?|misc)(_|$)")

if not FILES:
    pytest.skip("this is no git checkout", allow_module_level=True)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions() -> list[tuple[str, int]]:
    return [
        (f"{name(path)}: {node.name}", node.end_lineno - node.lineno + 1)
        for path in PYTHON
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_a_file_holds_one_idea():
    assert {name(path): lines for path in WRITTEN if (lines := len(path.read_text().splitlines())) > FILE_LINES} == {}


def test_a_function_is_read_at_a_glance():
    lengths = functions()
    assert [each for each in lengths if each[1] > FUNCTION_LINES] == []
    assert sorted(lines for _, lines in lengths)[len(lengths) // 2] <= USUAL_LINES


def test_a_module_is_named_after_what_it_holds():
    assert [
        name(path) for path in WRITTEN if any(map(NO_NAMES.search, (path.stem, *path.relative_to(ROOT).parts)))
    ] == []


def test_every_module_opens_with_what_it_is_for():
    silent = [
        path for path in PYTHON if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert [name(path) for path in silent] == []


def test_nothing_is_put_off():
    marks = re.compile(r"\b(TODO|FIXME|XXX)\b")
    assert [name(path) for path in WRITTEN if marks.search(path.read_text())] == []


def test_a_colour_has_a_name_before_it_is_used():
    raw = re.compile(r"^(?!\s*--).*(#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\()", re.MULTILINE | re.IGNORECASE)
    sheets = {name(path): re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL) for path in CSS}
    assert {sheet: found[0] for sheet, text in sheets.items() if (found := raw.search(text))} == {}


@pytest.mark.parametrize("document", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_a_file_that_a_document_names_is_there(document):
    named = re.findall(r"`([\w/.-]+\.(?:py|toml|yaml|css|js|md))`", (ROOT / document).read_text())
    there = [f"/{name(path)}" for path in FILES]
    assert [file for file in named if not any(path.endswith(f"/{file}") for path in there)] == []


@pytest.mark.parametrize(("lock", "extras"), [("run", ()), ("demo", ("demo",)), ("dev", ("demo", "dev", "postgres"))])
def test_a_lock_pins_all_that_is_declared_by_hash(lock, extras):
    wanted = [*PROJECT["dependencies"], *(each for extra in extras for each in PROJECT["optional-dependencies"][extra])]
    text = (ROOT / "requirements" / f"{lock}.txt").read_text().lower()
    pinned = set(re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE))
    names = {re.split(r"[\[<>=~! ]", each)[0].lower() for each in wanted}
    assert names - pinned == set(), "run `make lock`"
    assert text.count("--hash=sha256:") >= len(pinned)
