"""When a sweep believes that its queue is empty."""

from webapp.actions.emptiness import Emptiness
from webapp.actions.queue_calls import Depth

NEWS_AT = 1_000


def an_emptiness(**fields):
    return Emptiness(hold_s=30, threads=1, news_at=NEWS_AT, **fields)


def after(seconds):
    return lambda: NEWS_AT + seconds


def test_it_is_certain_when_as_many_were_met_as_were_counted():
    assert an_emptiness(counted=5, met=5).is_certain(Depth(0, 0, 0))
    assert not an_emptiness(counted=5, met=4).is_certain(Depth(0, 0, 0))
    assert not an_emptiness(counted=5, met=5).is_certain(Depth(1, 0, 0))


def test_what_is_in_flight_for_others_is_waited_for_as_long_as_it_may_be_hidden():
    queue = an_emptiness()
    assert not queue.has_lasted(Depth(0, 3, 0), after(30))
    assert queue.has_lasted(Depth(0, 3, 0), after(31))


def test_messages_that_show_after_the_last_receive_are_asked_for_once_more():
    queue = an_emptiness()
    assert not queue.has_lasted(Depth(98, 0, 0), after(31))
    queue.note_idle(False)
    assert not queue.has_lasted(Depth(88, 0, 0), after(31)), "a receive brought some in between"
    assert queue.has_lasted(Depth(88, 0, 0), after(32)), "a FIFO group can be counted and not be handed out"
