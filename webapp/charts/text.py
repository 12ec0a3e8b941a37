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


def span(seconds: float) -> str:
    """A length of time in the largest unit that keeps it short: `250 ms`, `30 s`, `15 min`, `2 h`, `4 d`."""
    if seconds < 1:
        return f"{seconds * 1000:.3g} ms"
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size or (seconds >= size and seconds % size == 0):
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} s"
