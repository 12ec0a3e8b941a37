"""Runs the collectors' own queries over handwritten log events, by the embedded AWS's engine."""

from dataclasses import dataclass

from collectors.insights import Answer, Insights
from collectors.log_reading import batches
from collectors.records import Window
from demo.logs.query.plan import Plan, Tally
from tests.conftest import NOON
from tests.factories import a_function

WINDOW = Window(NOON - 300, NOON, 300)


@dataclass
class Event:
    message: str
    at: int = (NOON - 100) * 1000
    stream: str = "2026/11/01/[7]0123456789abcdef"
    log: str = "111122223333:/aws/lambda/checkout-api"
    ingested: int = 0
    ptr: str = "p"


class Asking(Insights):
    """Insights that answers from events, whatever groups and times are asked for."""

    def __init__(self, *events):
        super().__init__(None, NOON)
        self.events = events

    def ask(self, query, patience_s=0, seen=None):
        rows = Plan(query.text, NOON * 1000, query.limit).run(self.events, Tally())
        self.asked.append(query)
        return Answer("Complete", tuple({each["field"]: each["value"] for each in row} for row in rows))


def read(collector, *events, functions=None):
    (batch,) = batches(functions or [a_function()])
    return collector._read(Asking(*events), batch, WINDOW)
