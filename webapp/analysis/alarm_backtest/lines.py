"""What an alarm compares: MetricDataQueries as frozen records."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A metric with its statistic, or an expression over other lines by their ids; one line is what is compared."""

    id: str
    namespace: str = ""
    metric: str = ""
    statistic: str = ""
    dimensions: tuple[tuple[str, str], ...] = ()
    expression: str = ""
    label: str = ""
    returned: bool = True
