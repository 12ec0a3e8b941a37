"""`/_world/…`: how a test or a person moves the clock, makes trouble and counts what was called."""

from collections.abc import Callable
from typing import Any

from orjson import JSONDecodeError, dumps, loads

from demo.server import faults
from demo.server.calls import Request
from demo.server.errors import Reply
from demo.server.state import State


def reply(request: Request, state: State) -> Reply:
    """Answer one control request; 404 names what there is, 400 says what was wrong."""
    act = _ACTS.get((request.method, request.path.rstrip("/")))
    if act is None:
        known = ", ".join(f"{method} {path}" for method, path in _ACTS)
        return _json(404, {"error": f"no such control; there are {known}"})
    try:
        return _json(200, act(state, loads(request.body) if request.body else {}))
    except (KeyError, ValueError, TypeError, JSONDecodeError) as problem:
        return _json(400, {"error": str(problem)})


def _json(status: int, document: Any) -> Reply:
    return Reply(status, dumps(document), (("Content-Type", "application/json"),))


def _clock(state: State, _body: Any) -> dict[str, Any]:
    return {"now": state.clock.now(), "speed": state.clock.speed}


def _set_clock(state: State, body: dict[str, Any]) -> dict[str, Any]:
    """`now` stands still there unless a `speed` is given too; `offset` is seconds from the machine's time."""
    if "now" in body:
        state.clock.set(float(body["now"]), float(body.get("speed", 0)))
    elif "offset" in body:
        state.clock.set()
        state.clock.set(state.clock.now() + float(body["offset"]), float(body.get("speed", 1)))
    else:
        state.clock.set(state.clock.now(), float(body.get("speed", 1)))
    return _clock(state, body)


def _faults(state: State, _body: Any) -> list[dict[str, Any]]:
    return [{name: getattr(fault, name) for name in fault.__slots__} for fault in state.faults]


def _set_faults(state: State, body: Any) -> list[dict[str, Any]]:
    state.suffer(faults.from_json(body))
    return _faults(state, body)


def _clear_faults(state: State, body: Any) -> list[dict[str, Any]]:
    state.suffer(())
    return _faults(state, body)


def _calls(state: State, _body: Any) -> dict[str, Any]:
    return state.counts.shown()


def _await_calls(state: State, body: dict[str, Any]) -> dict[str, Any]:
    """`{"action": "sqs:SendMessage", "number": 3, "seconds": 60}`: answered when it was called so often, or in vain."""
    return {"reached": state.counts.await_calls(str(body["action"]), int(body["number"]), float(body["seconds"]))}


def _clear_calls(state: State, _body: Any) -> dict[str, Any]:
    state.counts.clear()
    return state.counts.shown()


def _reset(state: State, body: Any) -> dict[str, Any]:
    """As it was at the start: no faults, no counts, the first time, what people changed forgotten."""
    state.reset()
    return _clock(state, body)


_ACTS: dict[tuple[str, str], Callable[[State, Any], Any]] = {
    ("GET", "/_world/clock"): _clock,
    ("POST", "/_world/clock"): _set_clock,
    ("GET", "/_world/faults"): _faults,
    ("POST", "/_world/faults"): _set_faults,
    ("DELETE", "/_world/faults"): _clear_faults,
    ("GET", "/_world/calls"): _calls,
    ("POST", "/_world/calls"): _await_calls,
    ("DELETE", "/_world/calls"): _clear_calls,
    ("POST", "/_world/reset"): _reset,
}
