"""`python -m bench.answers COUNT`: answers CloudWatch about COUNT active functions from fragments made beforehand.

Prints its URL. GET /asked returns the GetMetricData requests since the last GET, so that others can ask the same.
"""

import sys
from functools import cache

import orjson

from tests import answering
from tests.answering import Answering

USUAL = {"Invocations": 120.0, "Errors": 0.0, "Throttles": 0.0, "Duration": 84.25, "ConcurrentExecutions": 3.0}
STATISTICS = {"p50": 0.5, "p95": 1.4, "p99": 2.1, "Maximum": 2.5, "Sum": 60.0}
PAGE = 500


class Handler(answering.Handler):
    wbufsize = -1

    def do_GET(self):
        asked, self.server.asked = self.server.asked, []
        self._send(200, "application/json", orjson.dumps(asked))


class Server(Answering):
    def __init__(self, count):
        super().__init__(("127.0.0.1", 0), Handler)
        self.count, self.asked = count, []

    def answer(self, action, body):
        if action == "ListMetrics":
            return 200, listing(body, self.count)
        self.asked.append(body)
        return 200, data(body)


def data(body):
    start, end = int(body["StartTime"]), int(body["EndTime"])
    return (
        b'{"MetricDataResults":[' + b",".join(result(query, start, end) for query in body["MetricDataQueries"]) + b"]}"
    )


def result(query, start, end):
    stat = query["MetricStat"]
    points = fragment(stat["Metric"]["MetricName"], stat["Stat"], stat["Period"], start, end)
    return b'{"Id":"' + query["Id"].encode() + b'",' + points


@cache
def fragment(metric, statistic, period, start, end):
    value = USUAL.get(metric, 0.0) * STATISTICS.get(statistic, 1.0)
    times = list(range(start, end, period))
    values = [value + (at // 60 % 7) * bool(value) for at in times]
    said = {"Label": metric, "Timestamps": times, "Values": values, "StatusCode": "Complete"}
    return orjson.dumps(said)[1:]


def listing(body, count):
    first = int(body.get("NextToken", 0))
    events = body["MetricName"].startswith("Async")
    names = range(first, min(first + PAGE, 0 if events else count))
    metrics = [
        {
            "Namespace": "AWS/Lambda",
            "MetricName": body["MetricName"],
            "Dimensions": [{"Name": "FunctionName", "Value": name_of(n)}],
        }
        for n in names
    ]
    more = {"NextToken": str(first + PAGE)} if not events and first + PAGE < count else {}
    return orjson.dumps({"Metrics": metrics} | more)


def name_of(number):
    return f"orders-service-{number:05}"


if __name__ == "__main__":
    server = Server(int(sys.argv[1]))
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever(poll_interval=0.1)
