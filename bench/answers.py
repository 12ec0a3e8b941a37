"""`python -m bench.answers COUNT`: answers CloudWatch about COUNT active functions from fragments made beforehand.

Prints its URL. GET /asked returns the GetMetricData requests since the last GET, so that others can ask the same.
"""

import sys
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson

ACCOUNT = "111122223333"
CALLER = (
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
    f"<Arn>arn:aws:iam::{ACCOUNT}:user/bench</Arn><UserId>AIDA</UserId><Account>{ACCOUNT}</Account>"
    "</GetCallerIdentityResult></GetCallerIdentityResponse>"
).encode()
USUAL = {"Invocations": 120.0, "Errors": 0.0, "Throttles": 0.0, "Duration": 84.25, "ConcurrentExecutions": 3.0}
STATISTICS = {"p50": 0.5, "p95": 1.4, "p99": 2.1, "Maximum": 2.5, "Sum": 60.0}
PAGE = 500


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_GET(self):
        asked, self.server.asked = self.server.asked, []
        self.send(b"[" + b",".join(asked) + b"]")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        action = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        if action == "GetMetricData":
            self.server.asked.append(body)
            self.send(data(orjson.loads(body)))
        elif action == "ListMetrics":
            self.send(listing(orjson.loads(body), self.server.count))
        else:
            self.send(CALLER, "text/xml")

    def send(self, body, kind="application/x-amz-json-1.0"):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


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
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.count = [], int(sys.argv[1])
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever(poll_interval=0.1)
