"""The log: lines that a machine reads, without what must not be there."""

import json
import subprocess
import sys

import pytest
import structlog

from webapp.log import Seldom

PROGRAM = """
import structlog
from webapp import log
log.configure()
try:
    secret = "hunter2"
    raise ValueError("broken")
except ValueError as error:
    structlog.get_logger("oncall.web").error("bug", path="/", exc_info=error)
structlog.get_logger("oncall.web").debug("too small to tell")
"""


def test_a_line_is_json_with_its_time_and_traceback_but_no_local_values():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True, text=True)
    (line,) = done.stderr.splitlines()
    told = json.loads(line)
    assert (told["event"], told["level"], told["path"]) == ("bug", "error", "/")
    assert told["at"].endswith("Z")
    assert "ValueError: broken" in told["exception"]
    assert "hunter2" not in line
    assert done.stdout == ""


LIBRARIES = """
import logging
from webapp import log
log.configure()
logging.getLogger("waitress.queue").warning("Task queue depth is %d", 1)
logging.getLogger("apscheduler.scheduler").warning("Execution of job skipped")
logging.getLogger("somebody").warning("the disk is %s", "slow")
"""


def test_what_libraries_say_is_a_line_of_ours_and_no_news_is_not_said():
    done = subprocess.run([sys.executable, "-c", LIBRARIES], capture_output=True, check=True, text=True)
    (line,) = done.stderr.splitlines()
    told = json.loads(line)
    assert (told["event"], told["logger"], told["level"]) == ("the disk is slow", "somebody", "warning")
    assert told["at"].endswith("Z")


def test_what_is_met_at_every_tick_is_told_once_a_minute():
    at = [0.0]
    seldom = Seldom(lambda: at[0])
    full = {"event": "not_collecting", "problem": "no room left"}
    assert seldom(None, "error", dict(full)) == full
    at[0] = 59.0
    with pytest.raises(structlog.DropEvent):
        seldom(None, "error", dict(full))
    assert seldom(None, "error", full | {"problem": "cannot be written"})
    at[0] = 61.0
    assert seldom(None, "error", dict(full)) == full


def test_what_is_no_trouble_is_told_each_time():
    seldom = Seldom(lambda: 0.0)
    assert [seldom(None, "info", {"event": "request"}) for _ in range(3)] == [{"event": "request"}] * 3
