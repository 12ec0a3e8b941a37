"""Foreign text made safe for Plotly, which renders a subset of HTML in every label, hover and title."""

ELLIPSIS = "…"


def plain(text: str, limit: int = 80) -> str:
    """`text` on one line, at most `limit` characters, so that Plotly shows it letter by letter.

    Plotly decodes entities and knows tags; its hover templates replace `%{…}`, which is why foreign text goes into
    `text` and `customdata` and never into a template.
    """
    line = " ".join(text.split())
    cut = line if len(line) <= limit else line[: limit - 1] + ELLIPSIS
    return cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
