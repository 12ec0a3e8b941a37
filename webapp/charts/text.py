"""Foreign text made safe for Plotly, which renders a subset of HTML in every label, hover and title."""

from textwrap import wrap

ELLIPSIS = "…"
LINE, LINES = 48, 5


def plain(text: str, limit: int = 80) -> str:
    """`text` on one line, at most `limit` characters, so that Plotly shows it letter by letter.

    Plotly decodes entities and knows tags; its hover templates replace `%{…}`, which is why foreign text goes into
    `text` and `customdata` and never into a template.
    """
    line = " ".join(text.split())
    cut = line if len(line) <= limit else line[: limit - 1] + ELLIPSIS
    return cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def paragraph(text: str) -> str:
    """The same on a few short lines, for a hover. The breaks are the only markup; words too long are broken."""
    lines = wrap(" ".join(text.split()), LINE, max_lines=LINES, placeholder=f" {ELLIPSIS}")
    return "<br>".join(plain(line, LINE) for line in lines)
