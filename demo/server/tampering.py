"""Faults that change a question or an answer: partial, late, unordered, repeated, lacking optional members."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from demo.server.calls import Call
from demo.server.faults import Fault, chance

OPTIONAL = frozenset(
    {"Architectures", "EphemeralStorage", "LoggingConfig", "PackageType", "SnapStart", "TracingConfig", "State"}
    | {"RuntimeVersionConfig", "LastUpdateStatus", "RevisionId", "CodeSize", "Label", "Messages", "EvaluationState"}
    | {"StateTransitionedTimestamp", "StateReasonData", "AlarmDescription", "ScalingConfig", "LastProcessingResult"}
    | {"MaximumRetryAttempts"}
)
"""Members that AWS itself leaves out at times, or that emulators do not know."""

ENDINGS = {"timeout": "Timeout", "broken": "Failed", "endless": "Running"}
"""How a log query ends that was started under such a fault."""

INTERNAL = {"Id": "", "SenderFault": False, "Code": "InternalError", "Message": "Request timed out"}

Answer = dict[str, Any]


def asked(faults: tuple[Fault, ...], call: Call) -> Call:
    """The call as it is answered: with smaller pages or none, late data, without the entries that will fail."""
    for fault in faults:
        if fault.kind == "pages":
            call = replace(call, page_size=int(fault.amount))
        elif fault.kind == "unpaged":
            call = replace(call, unpaged=True)
        elif fault.kind == "partial" and "Entries" in call.body:
            kept, lost = _split(fault, call)
            call = replace(call, body=call.body | {"Entries": kept}, extra=call.extra | {"lost": lost})
        elif fault.kind in ENDINGS:
            call = replace(call, extra=call.extra | {"ends": ENDINGS[fault.kind]})
        elif fault.kind == "past":
            call = replace(call, extra=call.extra | {"no_past": True})
        elif fault.kind == "late":
            call = replace(call, extra=call.extra | {"late": fault.amount})
    return call


def answered(faults: tuple[Fault, ...], call: Call, answer: Answer) -> Answer:
    """The answer as it goes out."""
    for fault in faults:
        change = _CHANGES.get(fault.kind)
        if change is not None:
            answer = change(fault, call, answer)
    return answer


def _split(fault: Fault, call: Call) -> tuple[list[Any], list[Any]]:
    """Every second entry is lost, the first one first: a fault that strikes is seen even with a batch of one."""
    entries = list(call.body["Entries"])
    return entries[1::2], entries[0::2]


def _partial(fault: Fault, call: Call, answer: Answer) -> Answer:
    if "lost" in call.extra:
        failed = [INTERNAL | {"Id": entry.get("Id", "")} for entry in call.extra["lost"]]
        return answer | {"Failed": answer.get("Failed", []) + failed}
    if "MetricDataResults" not in answer:
        return answer
    results = [_halved(r) if i % 2 == 0 else r for i, r in enumerate(answer["MetricDataResults"])]
    return answer | {"MetricDataResults": results}


def _halved(result: Answer) -> Answer:
    half = len(result["Timestamps"]) // 2
    points = {"Timestamps": result["Timestamps"][:half], "Values": result["Values"][:half]}
    return result | points | {"StatusCode": "PartialData"}


def _shuffle(_fault: Fault, call: Call, answer: Answer) -> Answer:
    random = Random(chance(call.account, call.iam))
    mixed = _with_points(answer, lambda pairs: random.sample(pairs, len(pairs)))
    return {
        key: random.sample(value, len(value)) if isinstance(value, list) and key != "MetricDataResults" else value
        for key, value in mixed.items()
    }


def _repeat(_fault: Fault, _call: Call, answer: Answer) -> Answer:
    doubled = _with_points(answer, lambda pairs: pairs + pairs[-2:])
    if "MetricDataResults" in doubled:
        return doubled | {"MetricDataResults": doubled["MetricDataResults"] + doubled["MetricDataResults"][:1]}
    return doubled


def _with_points(answer: Answer, change: Callable[[list[tuple[float, float]]], list[tuple[float, float]]]) -> Answer:
    if "MetricDataResults" not in answer:
        return answer
    results = []
    for result in answer["MetricDataResults"]:
        pairs = change(list(zip(result["Timestamps"], result["Values"], strict=True)))
        results.append(result | {"Timestamps": [t for t, _ in pairs], "Values": [v for _, v in pairs]})
    return answer | {"MetricDataResults": results}


def _absent(fault: Fault, _call: Call, answer: Answer) -> Answer:
    return dict(_without(answer, frozenset(fault.fields) or OPTIONAL))


def _without(value: Any, names: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(item, names) for key, item in value.items() if key not in names}
    return [_without(item, names) for item in value] if isinstance(value, list) else value


_CHANGES: dict[str, Callable[[Fault, Call, Answer], Answer]] = {
    "partial": _partial,
    "shuffle": _shuffle,
    "repeat": _repeat,
    "absent": _absent,
}
