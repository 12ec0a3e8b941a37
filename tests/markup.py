"""What a page says to somebody who reads it: its text without the markup."""

import re
from html import unescape


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html)))
