"""What fails for one cause is one failure, which knows whom it concerns."""

import pytest

from collectors.records import Failure, FailureKind, by_cause, of_each
from collectors.records.failures import KEPT

DENIED = Failure(FailureKind.DENIED, "cloudwatch:GetMetricData", "no")


def a_failure(*subjects, **fields):
    return Failure(FailureKind.DENIED, "sqs:GetQueueAttributes", "no", subjects, **fields)


@pytest.mark.parametrize(
    ("names", "subject", "wide"),
    [(["d", "c", "b", "a"], "a, b, c and 1 more", True), (["b", "a"], "a, b", False), ([], "", True)],
)
def test_failures_of_one_cause_are_told_once_with_the_first_names(names, subject, wide):
    (told,) = by_cause(a_failure(*([name] if name else [])) for name in names or [""])
    assert (told.subject, told.wide) == (subject, wide)


def test_failures_of_two_causes_are_two():
    other = a_failure("a", advice="An explicit deny must go.")
    assert by_cause([a_failure("a"), other, a_failure("b")]) == (a_failure("a", "b"), other)


def test_what_concerns_everything_stays_so_beside_what_names_one_thing():
    assert by_cause([a_failure("a"), a_failure()]) == (a_failure(),)


def test_names_beyond_those_that_are_kept_are_counted():
    (told,) = by_cause(a_failure(f"q{at:04}") for at in range(KEPT + 20))
    assert (len(told.subjects), told.more, told.subject) == (KEPT, 20, f"q0000, q0001, q0002 and {KEPT + 17} more")
    (again,) = by_cause([told, a_failure("q9999")])
    assert again.more == 21


@pytest.mark.parametrize(
    ("failure", "concerned"),
    [
        (a_failure("orders"), True),
        (a_failure("payments", "arn:aws:sqs:us-east-1:111122223333:orders"), True),
        (a_failure("https://sqs.us-east-1.amazonaws.com/111122223333/orders"), True),
        (a_failure("orders-dlq", "a, orders"), False),
        (a_failure(), True),
        (a_failure("payments", more=1), True),
    ],
)
def test_a_failure_concerns_what_it_names_and_what_it_may_not_name(failure, concerned):
    assert failure.concerns("orders") is concerned


def test_the_account_has_no_name_and_is_told_where_nothing_else_fails():
    assert of_each({"": DENIED, "a": DENIED}) == (Failure(DENIED.kind, DENIED.action, "no", ("a",)),)
    assert of_each({"": DENIED}) == (DENIED,)


def test_in_brief_a_failure_says_what_to_do_and_what_nobody_foresaw_in_awss_words():
    assert a_failure(advice="Allow it.").brief == "Allow it."
    assert a_failure().brief == "no"
    unforeseen = Failure(FailureKind.UNEXPECTED, "sqs:GetQueueAttributes", "TeapotException: short and stout")
    assert unforeseen.brief == "TeapotException: short and stout."
