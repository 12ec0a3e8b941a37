"""CloudWatch's evaluation written down as slowly and as plainly as it can be said: what the engine is held against."""

COMPARED = {
    "GreaterThanThreshold": lambda a, b: a > b,
    "GreaterThanOrEqualToThreshold": lambda a, b: a >= b,
    "LessThanThreshold": lambda a, b: a < b,
    "LessThanOrEqualToThreshold": lambda a, b: a <= b,
}


def state_after(newest_last, n, m, missing, before):
    """The state after an evaluation of the range, "X", "0" or "-" each."""
    real = [point for point in newest_last if point != "-"]
    if len(real) >= n:
        return "ALARM" if real[len(real) - n :].count("X") >= m else "OK"
    if not real and missing == "missing":
        return "INSUFFICIENT_DATA"
    if not real and missing == "ignore":
        return before
    filled = real + [{"breaching": "X", "notBreaching": "0"}.get(missing, "-")] * (n - len(real))
    if filled.count("X") >= m:
        return "ALARM"
    if "0" in filled:
        return "OK"
    age_of_oldest = len(newest_last) - newest_last.index("X")
    return "ALARM" if missing == "missing" and age_of_oldest >= m else before


def statistic(minutes, how):
    there = [value for value in minutes if value is not None]
    if not there:
        return None
    return {"Sum": sum, "Maximum": max, "Minimum": min, "Average": lambda v: sum(v) / len(v)}[how](there)


def states(minutes, how, period_minutes, condition, first):
    """The state at the end of each minute from position `first` on; the lead is what it finds when it begins."""
    found, state = [], "INSUFFICIENT_DATA"
    for end in range(first + 1, len(minutes) + 1):
        points = []
        for back in range(condition.n + 1, -1, -1):
            stop = end - back * period_minutes
            value = statistic(minutes[stop - period_minutes : stop], how)
            breaching = value is not None and COMPARED[condition.comparison](value, condition.threshold)
            points.append("-" if value is None else "X" if breaching else "0")
        state = state_after(points, condition.n, condition.m, condition.missing, state)
        found.append(state)
    return found
