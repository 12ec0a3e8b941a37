"""What changed before starts got slower, in words."""

import pytest

from collectors.records import Change
from tests.conftest import NOON
from tests.factories import an_identity
from webapp.analysis.cold_start_causes import cause_of

API = an_identity("checkout-api")
LAYER = "arn:aws:lambda:eu-west-1:580247275435:layer:insights:{}"


def moved(field, before, after, at=NOON - 60, what="configuration", **fields):
    return Change(API, at, what, field, before, after, f"{field}{at}", **fields)


def deployed(at=NOON - 60, **fields):
    return moved("code_sha256", "a", "b", at, "deploy", **fields)


def test_a_deploy_names_all_that_came_with_it():
    found = cause_of(
        [deployed(), moved("memory_mb", "512", "256"), moved("code_bytes", "9120662", "47881905", what="deploy")], NOON
    )
    assert found.deploy
    assert found.text == "a deploy: code 9.1 MB → 47.9 MB, memory 512 MB → 256 MB"


def test_a_layer_that_moved_is_named_without_its_account():
    found = cause_of([moved("layers", LAYER.format(52), LAYER.format(53))], NOON)
    assert found.text == "a change: layers + insights:53, − insights:52"


def test_of_a_deploy_that_only_cloudtrail_saw_the_new_size_is_known():
    told = {"what": "deploy", "source": "cloudtrail", "who": "jonas"}
    found = cause_of([moved("UpdateFunctionCode", "", "codeSize=47881905", **told)], NOON)
    assert (found.text, found.who) == ("a deploy: code now 47.9 MB", "jonas")


def test_the_newest_change_before_is_blamed_and_none_after():
    found = cause_of([deployed(NOON - 7200), moved("runtime", "python3.12", "python3.13"), deployed(NOON + 60)], NOON)
    assert (found.at, found.deploy, found.text) == (NOON - 60, False, "a change: runtime python3.12 → python3.13")


@pytest.mark.parametrize("field", ["timeout_s", "description", "environment.DB"])
def test_what_cannot_slow_a_start_is_not_blamed(field):
    assert cause_of([moved(field, "1", "2")], NOON) is None


def test_a_deploy_of_which_only_the_code_is_known_to_differ_is_a_deploy():
    assert cause_of([deployed()], NOON).text == "a deploy"
