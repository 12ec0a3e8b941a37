"""How long AWS supports a runtime: what is said before, between and after its days."""

import json
from datetime import date
from pathlib import Path

import cfnlint
import pytest

from demo.world.functions import FUNCTIONS
from tests.analysis.cases import judged, points, steady
from tests.factories import a_function
from webapp.analysis.runtimes import Announced, Dates, Support, support_of
from webapp.analysis.verdict import State
from webapp.runtimes.reading import announced

TABLE = Announced(
    {"python3.8": Dates(date(2024, 10, 14), date(2025, 2, 28), date(2025, 3, 31))}, date(2024, 6, 1), "AWS"
)


def on(day, runtime="python3.8"):
    return support_of(runtime, TABLE, day)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2024, 4, 16), Support.SUPPORTED),
        (date(2024, 4, 17), Support.ENDING),
        (date(2024, 10, 13), Support.ENDING),
        (date(2024, 10, 14), Support.DEPRECATED),
        (date(2025, 3, 30), Support.DEPRECATED),
        (date(2025, 3, 31), Support.UPDATES_REFUSED),
        (date(2031, 1, 1), Support.UPDATES_REFUSED),
    ],
)
def test_a_runtime_ends_step_by_step_on_the_days_that_aws_named(day, state):
    assert on(day).state is state


def test_each_step_says_what_is_refused_and_from_when():
    assert on(date(2024, 1, 1)).text == "supported until 14 Oct 2024"
    assert on(date(2024, 10, 13)).text == "deprecated in 1 day, on 14 Oct 2024; updates refused from 31 Mar 2025"
    assert on(date(2024, 10, 14)).text == (
        "deprecated since 14 Oct 2024; Lambda refuses new functions from 28 Feb 2025 and updates from 31 Mar 2025"
    )
    assert on(date(2025, 2, 28)).text == (
        "deprecated since 14 Oct 2024; Lambda refuses new functions, and updates from 31 Mar 2025"
    )
    assert on(date(2025, 3, 31)).text == (
        "deprecated since 14 Oct 2024; Lambda has refused updates since 31 Mar 2025: "
        "a deploy fails unless it names a newer runtime"
    )


def test_what_no_table_names_is_not_known_and_never_fine():
    for runtime in ("python4.0", "", None, "<script>"):
        found = on(date(2026, 11, 1), runtime)
        assert found.state is Support.NOT_KNOWN
        assert found.deprecated is found.update_refused is None
        assert found.text.startswith("not known")
    assert on(date(2026, 11, 1), None).text == "not known: a container image brings its own"


def test_only_runtimes_that_get_no_patches_any_more_are_over():
    assert {state for state in Support if state.over} == {Support.UPDATES_REFUSED, Support.DEPRECATED}


def test_updates_are_never_refused_before_new_functions_are():
    for name, dates in announced().runtimes.items():
        assert dates.creation_refused <= dates.update_refused, name


def test_an_old_runtime_alone_makes_no_function_unwell():
    calm = points(invocations=steady(100), errors=steady(0))
    verdict = judged(calm, function=a_function(runtime="python3.6"))
    assert (verdict.state, verdict.reasons) == (State.OK, ())


def test_the_demos_company_shows_every_step():
    runtimes = {spec.runtime for spec in FUNCTIONS}
    shown = {support_of(each, announced(), date(2026, 11, 21)).state for each in runtimes}
    assert shown == set(Support)


def test_the_shipped_dates_are_those_that_cfn_lint_has_of_aws():
    """Where this fails after an update of cfn-lint, AWS moved dates: take them over, and renew `as_of`."""
    file = Path(cfnlint.__file__).parent / "data/AdditionalSpecs/LmbdRuntimeLifecycle.json"
    theirs = {
        name: tuple(map(date.fromisoformat, (each["deprecated"], each["create-block"], each["update-block"])))
        for name, each in json.loads(file.read_text()).items()
        if each["create-block"]  # a runtime for container images alone has none
    }
    ours = {
        name: (dates.deprecated, dates.creation_refused, dates.update_refused)
        for name, dates in announced().runtimes.items()
    }
    assert {name: ours.get(name) for name in theirs} == theirs
