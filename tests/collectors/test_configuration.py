"""A function's configuration made a record, with what AWS leaves out and what is known already."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from collectors.configuration import DETAILS, function_of, with_known, with_tags
from collectors.records import Alias, Kind
from tests.factories import a_function, an_identity

SAMPLES = json.loads((Path(__file__).parent.parent / "aws" / "functions.json").read_text())["Functions"]
ACCOUNT = an_identity("", Kind.ACCOUNT)


def a_sample(index, key=b"key"):
    return function_of(SAMPLES[index], ACCOUNT, key)


def test_every_field_of_a_full_configuration_is_read():
    function = a_sample(0)
    assert function.identity == an_identity("thumbnailer")
    assert (function.runtime, function.architecture, function.package_type) == ("python3.13", "arm64", "Zip")
    assert (function.memory_mb, function.timeout_s, function.ephemeral_mb) == (1024, 60, 2048)
    assert function.last_modified == 1_793_351_700
    assert (function.log_group, function.log_format) == ("/shops/thumbnails", "JSON")
    assert (function.system_log_level, function.application_log_level) == ("INFO", "WARN")
    assert function.dead_letter_arn == "arn:aws:sqs:eu-west-1:111122223333:thumbnailer-dlq"
    assert function.layers == ("arn:aws:lambda:eu-west-1:111122223333:layer:pillow:7",)
    assert (function.tracing, function.vpc_id, function.snap_start) == ("Active", "vpc-1", True)
    assert function.revision.endswith("1")


def test_absent_fields_are_what_aws_means_by_leaving_them_out():
    function = a_sample(1)
    assert function.runtime == "cobol85", "a runtime that no table has passes through"
    assert (function.architecture, function.ephemeral_mb, function.package_type) == ("x86_64", 512, "Zip")
    assert (function.log_group, function.log_format) == (f"/aws/lambda/{function.identity.name}", "Text")
    assert (function.tracing, function.dead_letter_arn, function.snap_start) == ("PassThrough", "", False)


def test_an_odd_configuration_is_no_reason_to_fail():
    function = a_sample(2)
    assert (function.runtime, function.last_modified, function.package_type) == (None, None, "Image")


def test_environment_values_leave_as_keyed_hashes_only():
    environment = dict(a_sample(0).environment)
    assert set(environment) == {"API_KEY", "DB_HOST"}
    assert "s3cr3t" not in repr(a_sample(0))
    assert environment == dict(a_sample(0).environment)
    assert environment != dict(a_sample(0, key=b"another").environment)


def test_without_a_key_there_is_no_hash_that_could_be_guessed():
    assert dict(a_sample(0, key=b"").environment) == {"API_KEY": "", "DB_HOST": ""}


def test_an_environment_that_lambda_could_not_decrypt_is_unread_and_not_empty():
    assert "environment" in a_sample(2).unread
    known = replace(a_sample(2), environment=(("A", "hash"),), unread=())
    assert with_known(a_sample(2), known).environment == (("A", "hash"),)


def test_a_new_function_has_its_details_unread():
    function = with_known(a_sample(0), None)
    assert set(function.unread) == {"tags", *DETAILS}
    assert function.aliases is None
    assert function.details_read_at is None


def test_what_is_known_is_carried_over():
    known = replace(a_sample(0), aliases=(Alias("live", "3"),), reserved_concurrency=5, unread=(), details_read_at=77)
    function = with_known(a_sample(0), known)
    assert (function.aliases, function.reserved_concurrency) == ((Alias("live", "3"),), 5)
    assert (function.details_read_at, function.unread) == (77, ())


@pytest.mark.parametrize("field", ["revision", "code_sha256", "last_modified"])
def test_a_changed_function_is_due_for_details_and_keeps_the_old_ones_meanwhile(field):
    known = replace(a_sample(0), **{field: None}, aliases=(), unread=(), details_read_at=77)
    function = with_known(a_sample(0), known)
    assert function.details_read_at is None
    assert function.aliases == ()


def test_what_was_refused_stays_unread():
    known = replace(a_sample(0), unread=("aliases",), details_read_at=77)
    assert with_known(a_sample(0), known).unread == ("aliases",)


def test_tags_that_were_read_are_no_longer_unread():
    function = with_tags(a_function("a", unread=("aliases", "tags")), (("team", "shop"),))
    assert (function.tags, function.unread) == ((("team", "shop"),), ("aliases",))
