"""Why an alarm is in its state, shorter than CloudWatch says it: the newest values, rounded."""

import re

COUNTED = re.compile(r"(\d+) (?:out of the last (\d+) )?datapoints? \[([^\]]*)\]")
VALUE = re.compile(r"(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*\(")
MOST = 5


def in_words(reason: str) -> str:
    """`2 of the last 3 values breached: 21.6 · 23.3 · 0`, newest first; CloudWatch's own words where it says else."""
    found = COUNTED.search(reason)
    values = [_short(float(text)) for text in VALUE.findall(found[3])] if found else []
    if not found or not values:
        return reason
    told = " · ".join(values[:MOST]) + (" …" if len(values) > MOST else "")
    if found[2]:
        return f"{found[1]} of the last {found[2]} {'value' if found[2] == '1' else 'values'} breached: {told}"
    return f"last {'value' if len(values) == 1 else 'values'}: {told}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.3g}"
