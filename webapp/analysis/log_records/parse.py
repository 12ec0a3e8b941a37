"""One log event's message in, one record out: whatever the message is, nothing is raised."""

from webapp.analysis.log_records.plain import plain
from webapp.analysis.log_records.platform_text import platform_line
from webapp.analysis.log_records.records import LogRecord
from webapp.analysis.log_records.structured import structured


def parse(message: str | bytes) -> LogRecord:
    """The record of a message; bytes that are no UTF-8 are read with marks in their place."""
    text = message.decode("utf-8", "replace") if isinstance(message, bytes) else message
    if text[:1] == "{" or text[:20].lstrip()[:1] == "{":
        return structured(text) or plain(text)
    return platform_line(text) or plain(text)
