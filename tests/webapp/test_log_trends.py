"""The trends of cold starts and memory as charts: exact where every start is known, with the deploys beside them."""

import plotly.graph_objects as go
import pytest

from collectors.records import Change, Coverage
from tests.conftest import NOON
from tests.factories import a_function
from tests.fleets import PROD
from tests.webapp.test_log_pages import API, HOUR, a_bucket, html_of, reports, starts, told
from webapp.store.changes import save_changes
from webapp.store.coverage import save_coverage
from webapp.store.functions import save_functions

__all__ = ["told"]

SHOWN = "checkout-api|111122223333|eu-west-1"


def figure_of(client, chart, **asked):
    answer = client.get(f"/charts/logs/{chart}", query_string={"show": SHOWN, "from": "-3h"} | asked)
    assert answer.status_code == 200
    go.Figure(answer.json)
    return answer.json


def values(figure, name):
    (trace,) = [trace for trace in figure["data"] if trace.get("name") == name and trace.get("showlegend", True)]
    return [value for value in trace["y"] if value is not None]


def test_a_slice_has_the_percentiles_of_every_single_start_in_it(client, told):
    told(reports(a_bucket(inits=4), cold=starts(100.0, 200.0, 300.0, 900.0)))
    drawn = figure_of(client, "cold-starts")
    assert (values(drawn, "p50"), values(drawn, "p95"), values(drawn, "started")) == ([0.2], [0.9], [4])


def test_too_many_starts_are_drawn_by_their_worst_five_minutes_and_say_so(client, told):
    told(reports(a_bucket(inits=90_000, init_p50_ms=400.0, init_p95_ms=700.0)))
    drawn = figure_of(client, "cold-starts")
    assert values(drawn, "worst 5 minutes' p95") == [0.7]


def test_restored_starts_and_inits_are_told_apart(client, told):
    told(reports(a_bucket(restores=2), cold=starts(50.0, 60.0, kind="restore")))
    drawn = figure_of(client, "cold-starts")
    assert (values(drawn, "started"), values(drawn, "restored from a snapshot")) == ([0], [2])


def test_one_version_or_a_runtime_is_drawn_alone(client, told):
    told(reports(a_bucket(inits=1), cold=starts(100.0)))
    assert values(figure_of(client, "cold-starts", by="version", show=f"{SHOWN}|7"), "p95") == [0.1]
    assert figure_of(client, "cold-starts", by="version", show=f"{SHOWN}|8")["layout"]["annotations"]
    assert values(figure_of(client, "cold-starts", by="runtime", show=a_function().runtime), "p95") == [0.1]


@pytest.mark.parametrize("chart", ["cold-starts", "memory"])
def test_deploys_and_what_could_not_be_read_stand_on_the_chart(client, store, told, chart):
    told(reports(a_bucket(inits=1, memory_mb=512.0, max_memory_mb=100.0), cold=starts(100.0)))
    with store.write() as conn:
        save_changes(conn, [Change(API, NOON - 1200, "deploy", "code_sha256", "a", "b", "e-1", "mara")])
        save_coverage(conn, PROD.name, "reports", [Coverage(300, NOON - HOUR, NOON - 1800, NOON, "denied", API.name)])
    drawn = figure_of(client, chart)
    assert {"deploy", "blind"} <= {shape.get("name") for shape in drawn["layout"]["shapes"]}


def test_memory_is_drawn_against_what_the_function_had(client, told):
    told(reports(a_bucket(memory_mb=512.0, max_memory_mb=500.0, out_of_memory=3)))
    drawn = figure_of(client, "memory")
    assert (values(drawn, "used at most"), values(drawn, "what it has")) == ([500.0], [512.0])
    assert values(drawn, "ran out of memory") == [3]


def test_a_long_range_is_drawn_in_few_slices(client, told):
    told(reports(a_bucket(inits=1), cold=starts(100.0)))
    drawn = figure_of(client, "cold-starts", **{"from": "-15d"})
    assert max(len(trace["y"]) for trace in drawn["data"]) <= 122


def test_a_function_that_is_not_known_has_no_chart(client, told):
    assert client.get("/charts/logs/memory?show=nobody").status_code == 404


@pytest.mark.parametrize("path", ["/cold-starts", "/memory", "/functions/111122223333/eu-west-1/checkout-api"])
def test_the_pages_draw_them(client, told, path):
    told(reports(a_bucket(inits=1, memory_mb=512.0, max_memory_mb=100.0), cold=starts(100.0)))
    html = html_of(client, path)
    assert 'data-chart-src="/charts/logs/' in html
    assert "As a table" in html


def test_the_chosen_line_is_drawn_else_the_first(client, store, told):
    other = a_function("other", runtime="nodejs22.x")
    with store.write() as conn:
        save_functions(conn, [a_function(), other], NOON)
    told(reports(a_bucket(memory_mb=512.0, max_memory_mb=100.0)))
    assert "checkout-api over time" in html_of(client, "/memory")
    assert "checkout-api over time" in html_of(client, "/memory?show=never-was")


def test_what_could_be_done_is_priced_for_a_month_of_what_was_read(client, told):
    told(reports(a_bucket(inits=2, billed_ms=1000.0), cold=starts(500.0, 500.0)))
    html = html_of(client, "/cold-starts?from=-24h")
    assert "What could be done" in html
    assert "Provisioned concurrency of 1" in html
    assert "480 starts" in html
