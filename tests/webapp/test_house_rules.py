"""What imports cannot say: templates hold no script, no style, no |safe, and reading never calls AWS."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.conftest import NOON
from tests.fleets import a_company, save_looking, save_rows

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static" / "css").rglob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
FORBIDDEN = {
    "a filter or block that trusts text": r"\|\s*safe\b|autoescape\s+false|Markup",
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "an inline style": r"<style|\sstyle\s*=",
    "an inline handler": r"\son[a-z]+\s*=\s*[\"']",
    "an address of another site": r"(?:src|href)=[\"']https?:",
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_a_template_holds_nothing_that_the_policy_forbids(template):
    text = template.read_text()
    assert not {what for what, pattern in FORBIDDEN.items() if re.search(pattern, text)}


@pytest.mark.parametrize("sheet", [path for path in STYLES if path.parent.name == "components"], ids=name)
def test_a_component_is_short_and_opens_with_a_sample_of_its_use(sheet):
    text = sheet.read_text()
    assert text.startswith("/*")
    assert "<" in text[: text.index("*/")]
    assert len(text.splitlines()) <= 150


@pytest.mark.parametrize("script", SCRIPTS, ids=name)
def test_a_behaviour_is_short_and_makes_no_html_of_text(script):
    text = script.read_text()
    assert text.startswith("//")
    assert len(text.splitlines()) <= 80
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text)


def parsed(template: Path) -> nodes.Template:
    return Environment(autoescape=True).parse(template.read_text())


MACROS = {
    macro.name
    for template in TEMPLATES
    if template.parent.name == "macros"
    for macro in parsed(template).find_all(nodes.Macro)
}


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_a_template_imports_the_macros_that_it_uses_and_no_others(template):
    """What the including page imports is seen by what it includes: that would break with the page."""
    tree = parsed(template)
    named = [each for found in tree.find_all(nodes.FromImport) for each in found.names]
    imported = {each if isinstance(each, str) else each[1] for each in named}
    own = {macro.name for macro in tree.find_all(nodes.Macro)}
    called = {call.node.name for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}
    assert (called & MACROS) - own == imported - own


def test_every_time_goes_through_the_macro():
    assert [name(path) for path in TEMPLATES if "<time" in path.read_text()] == ["templates/macros/time.html"]


def test_every_behaviour_that_a_template_asks_for_is_there():
    wanted = {
        word
        for path in TEMPLATES
        for names in re.findall(r'data-behaviour="([^"]+)"', path.read_text())
        for word in names.split()
    }
    assert wanted <= {path.stem for path in SCRIPTS}


def test_every_icon_that_a_template_asks_for_is_in_the_sprite():
    sprite = (ROOT / "static/vendor/lucide-static-1.62.0/sprite.svg").read_text()
    there = set(re.findall(r'id="([^"]+)"', sprite))
    assert {icon for path in TEMPLATES for icon in re.findall(r'icon\("([a-z-]+)"', path.read_text())} <= there


def test_the_web_process_never_loads_the_aws_library():
    program = "import sys, webapp.app; sys.exit('botocore' in sys.modules or 'boto3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_no_get_route_asks_anything_of_the_network(app, store, monkeypatch):
    save_rows(store, *a_company(NOON))
    save_looking(store, NOON)
    client = app.test_client()

    def no_network(*_):
        raise AssertionError("a GET opened a connection")

    monkeypatch.setattr("socket.socket.connect", no_network)
    variables = {"account": "111122223333", "region": "eu-west-1", "name": "checkout-api", "key": 1}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            with app.test_request_context():
                address = app.url_for(rule.endpoint, **{key: variables.get(key, "x") for key in rule.arguments})
            assert client.get(address).status_code < 500, address
