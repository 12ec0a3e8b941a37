"""The log: lines that a machine reads, without what must not be there."""

import json
import subprocess
import sys

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
