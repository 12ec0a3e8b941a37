"""Hostile text on every page and in every form stays text: the HTML never gains an element, a handler or an address."""

import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from tests.conftest import NOON
from tests.fleets import a_company, a_config, save_looking, save_rows
from tests.hostile import EVALUATED, HUGE, STRINGS, STRONGEST
from tests.personas import ADMIN, form_token, post, save_people, signed_in
from tests.poison import BIG, fill
from tests.stories import a_bad_deploy
from tests.webapp.test_house_rules import TEMPLATES
from webapp.app import create_app
from webapp.clock import SetClock
from webapp.store import Store

HERE = "account=111122223333&region=eu-west-1"
LISTS = (
    "/?limit=500",
    "/queues",
    "/alarms",
    "/collection",
    "/journal",
    "/journal?before=101",
    "/journal?before=201",
    "/access",
    "/costs",
    f"/functions/111122223333/eu-west-1/{BIG}",
)
FORMS = {
    "/": ("state", "account", "region", "runtime", "tag", "text", "after", "limit"),
    "/queues": ("text", "from", "to"),
    "/alarms": ("name", "account", "region"),
    "/functions/111122223333/eu-west-1/checkout-api": ("from", "to", "page"),
    "/journal": ("person", "action", "target"),
    "/journal?person=x": ("from", "to", "before"),
    "/sign-in": ("next",),
    "/go": ("arn",),
    "/costs": ("from", "to", "by", "tag", "text"),
    "/collection": ("x",),
}
SLOW = ("/functions/", "/queues", "/collection", "/costs", "/access/tokens")
"""Pages that are asked with the strongest texts alone."""
LEADING = (
    "href",
    "src",
    "action",
    "formaction",
    "hx-get",
    "hx-post",
    "data-chart-src",
    "data-chart-library",
    "xlink:href",
)


class Seen(HTMLParser):
    """What a document is made of: (element, attribute) pairs, and the addresses in it."""

    def __init__(self, html):
        super().__init__()
        self.parts, self.addresses, self.behaviours = set(), set(), set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.parts.add((tag, ""))
        for name, value in attrs:
            self.parts.add((tag, name))
            if name in LEADING:
                self.addresses.add(value or "")
            if name == "data-behaviour":
                self.behaviours |= set((value or "").split())

    def handle_comment(self, data):
        self.parts.add(("!--", data[:20]))

    def handle_pi(self, data):
        self.parts.add(("?", data[:20]))


def opened(folder):
    store = Store.open(f"sqlite:///{folder}/oncall.db")
    save_people(store, NOON, ADMIN)
    return store


def client_of(store):
    return signed_in(create_app(a_config(), store, SetClock(NOON)), store, NOON, ADMIN)


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """A client of a store with a believable company in it."""
    store = opened(tmp_path_factory.mktemp("clean"))
    save_rows(store, *a_company(NOON))
    a_bad_deploy(store, NOON)
    save_looking(store, NOON)
    yield client_of(store)
    store.close()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A client of a store in which every text is hostile."""
    store = opened(tmp_path_factory.mktemp("hostile"))
    fill(store, NOON)
    yield client_of(store)
    store.close()


@pytest.fixture(scope="module")
def vocabulary():
    """The elements and attributes that our own templates are written with."""
    written = (re.sub(r"{%.*?%}|{#.*?#}", " ", path.read_text(), flags=re.DOTALL) for path in TEMPLATES)
    return {part for text in written for part in Seen(re.sub(r"{{.*?}}", "x", text)).parts}


def check(html, vocabulary, said):
    seen = Seen(html)
    strange = seen.parts - vocabulary
    assert not strange, f"{said}: {sorted(strange)[:5]}"
    foreign = {each for each in seen.addresses if each[:1] not in ("/", "#", "?", "") or each[:2] in ("//", "/\\")}
    foreign = {each for each in foreign if not each.startswith("https://eu-west-1.console.aws.amazon.com/")}
    assert not foreign, f"{said}: {sorted(foreign)[:5]}"
    assert EVALUATED not in html, said


def texts_for(path):
    return (*(STRONGEST if path.startswith(SLOW) else STRINGS), HUGE[:4_000])


def test_there_are_enough_hostile_texts():
    assert len(set(STRINGS)) >= 200
    assert len(HUGE) == 1_000_000


def test_our_own_pages_pass(clean, vocabulary):
    for path in (*LISTS[:-1], "/functions/111122223333/eu-west-1/checkout-api", f"/alarms?{HERE}&name=checkout+errors"):
        check(clean.get(path).text, vocabulary, path)


@pytest.mark.parametrize("path", LISTS)
def test_hostile_text_of_aws_stays_text(hostile, vocabulary, path):
    answer = hostile.get(path)
    assert answer.status_code == 200, path
    check(answer.text, vocabulary, path)


def test_every_thing_with_a_hostile_name_opens_its_own_page(hostile, vocabulary):
    for path in LISTS[:3]:
        links = {
            each
            for each in Seen(hostile.get(path).text).addresses
            if each.startswith(("/functions/", "/queues/", "/alarms?"))
        }
        assert len(links) > 100, path
        for link in sorted(links)[::8]:
            answer = hostile.get(link)
            assert answer.status_code in (200, 404), link
            check(answer.text, vocabulary, link)


@pytest.mark.parametrize("path", FORMS)
def test_hostile_text_in_an_address_stays_text(clean, vocabulary, path):
    for text in texts_for(path):
        query = dict.fromkeys(FORMS[path], text.encode("utf-8", "replace").decode())
        answer = clean.get(path, query_string=query) if "?" not in path else clean.get(path[:8], query_string=query)
        assert answer.status_code < 500, f"{path} {text!r}: {answer.status_code}"
        if answer.mimetype == "text/html" and answer.status_code != 302:
            check(answer.text, vocabulary, f"{path} {text!r}")
        assert not answer.headers.get("Location", "/").startswith(("//", "http"))


def test_hostile_text_in_a_path_stays_text(clean, vocabulary):
    for text in STRINGS:
        name = quote(text.encode("utf-8", "replace").decode(), safe="")
        for path in (f"/functions/111122223333/eu-west-1/{name}", f"/queues/{name}/{name}/{name}", f"/{name}"):
            answer = clean.get(path[:8_000])
            assert answer.status_code < 500, path
            if answer.mimetype == "text/html":
                check(answer.text, vocabulary, path)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/sign-in", ("name", "password", "next")),
        ("/access/tokens", ("name", "functions")),
        ("/access/users/x/role", ("role",)),
    ],
)
def test_hostile_text_in_a_form_stays_text(clean, vocabulary, path, fields):
    token = form_token(clean)
    for text in texts_for(path):
        sent = text.encode("utf-8", "replace").decode()
        form = {"csrf_token": token, "role": "viewer", "days": "9"} | dict.fromkeys(fields, sent)
        answer = clean.post(path, data=form)
        assert answer.status_code < 500, f"{path} {text!r}"
        check(answer.text, vocabulary, f"{path} {text!r}")
        assert not answer.headers.get("Location", "/").startswith(("//", "http"))


def test_a_form_of_a_megabyte_is_refused(clean):
    assert post(clean, "/sign-in", {"name": HUGE, "password": HUGE}).status_code == 413
