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
