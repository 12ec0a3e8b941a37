"""A command whose words nobody reads any more ends without a further one: `oncall policy | head -1`."""

import os
import subprocess
import sys

import pytest
import yaml

from webapp.clock import SystemClock

AS_BY_SIGPIPE = 141


def unread(*words):
    """Its exit code and what it said on standard error, where nobody reads its standard output."""
    reads, writes = os.pipe()
    os.close(reads)
    try:
        command = [sys.executable, "-m", "webapp.cli", *words]
        ended = subprocess.run(command, stdout=writes, stderr=subprocess.PIPE, timeout=60, text=True)
    finally:
        os.close(writes)
    return ended.returncode, ended.stderr


@pytest.fixture
def configured(embedded_aws, tmp_path, monkeypatch):
    """A configuration for the embedded AWS's first account; its path."""
    for name, value in embedded_aws.environment.items():
        monkeypatch.setenv(name, value)
    embedded_aws.clock(now=SystemClock().now(), speed=1)
    target = {"name": "shop", "regions": ["eu-west-1"], "endpoint_url": embedded_aws.url}
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump({"targets": [target], "store": {"url": f"sqlite:///{tmp_path}/oncall.db"}}))
    return path


@pytest.mark.parametrize("words", [["policy"], ["policy", "--actions"]], ids=" ".join)
def test_a_policy_that_nobody_reads_is_no_trouble(words):
    assert unread(*words) == (AS_BY_SIGPIPE, "")


@pytest.mark.parametrize("words", [["--help"], ["redrive", "--help"]], ids=" ".join)
def test_help_that_nobody_reads_is_no_trouble(words):
    assert unread(*words)[1] == ""


@pytest.mark.parametrize("words", ["check", "check --cost", "prices refresh", "journal verify", "web"])
def test_whatever_a_command_says_nobody_has_to_read_it(configured, words):
    assert unread(*words.split(), "--config", str(configured)) == (AS_BY_SIGPIPE, "")
