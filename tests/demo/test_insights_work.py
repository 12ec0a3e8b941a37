"""A query that takes long is worked out beside the answers, says that it is running, and ends when it is stopped."""

from threading import Event as Signal

from demo.logs.events import Event
from demo.logs.queries import Query
from demo.logs.query.plan import Plan
from demo.server.calls import Call
from demo.server.principals import Principal

NOON = 1_793_534_400


def a_call():
    who = Principal("111122223333", "arn:aws:iam::111122223333:user/x", "key")
    return Call("111122223333", "eu-west-1", "logs", "StartQuery", "Logs_20140328.StartQuery", {}, NOON, who)


def a_query(events):
    return Query(a_call(), "stats count(*)", ("g",), Plan("stats count(*) as n", NOON * 1000), events)


def counted(query):
    return query.results(patience=10)[0][0]["value"]


def test_results_are_none_until_they_are_there():
    go = Signal()

    def slow():
        yield Event(1, "s", "first", "1:g")
        go.wait(60)
        yield Event(2, "s", "second", "1:g")

    query = a_query(slow())
    assert query.results(patience=0) is None
    go.set()
    assert counted(query) == "2"
    assert query.tally.scanned == 2


def test_a_stopped_query_reads_no_further():
    read, go = [], Signal()

    def endless():
        for at in range(1_000_000):
            read.append(at)
            if at == 3:
                go.wait(60)
            yield Event(at, "s", "x", "1:g")

    query = a_query(endless())
    assert query.results(patience=0) is None
    query.stopped_at = NOON
    go.set()
    query.results(patience=10)
    assert len(read) < 10


def test_a_defect_ends_as_failed_and_not_as_an_empty_answer(capfd):
    query = a_query(iter([None]))
    assert query.results(patience=10) == []
    assert query.ends == "Failed"
    assert "AttributeError" in capfd.readouterr().err
