"""A request becomes a call, faults strike, an answer is looked up; what has none here goes to moto."""

import traceback
from typing import Any
from uuid import uuid4

from orjson import dumps

from demo.server import calls, control, errors, principals, tampering, trouble
from demo.server.answers import ANSWERS, GUARDS, OURS
from demo.server.calls import Call, Request
from demo.server.errors import AwsError, Reply
from demo.server.faults import striking
from demo.server.moto_app import Moto, unknown
from demo.server.state import State


class Front:
    """Answers what we answer, refuses what is to be refused, hands the rest to moto."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._moto = Moto()

    def reply(self, request: Request) -> Reply:
        """The reply to one request; raises trouble.Cut where the connection is to be closed without one."""
        if request.path.startswith("/_world/"):
            return control.reply(request, self.state)
        protocol: errors.Protocol = "json"
        service = ""
        try:
            key, region, service = calls.scope(request)
            protocol = calls.protocol_of(request, service)
            principal = principals.principal_of(key, protocol)
            call = calls.read(request, service, protocol, principal, region, self.state.clock.now())
            return self._counted(request, call)
        except AwsError as error:
            return errors.write(error, protocol, service)
        except trouble.Empty:
            return Reply(400, b"")
        except trouble.Cut:
            raise
        except Exception:
            traceback.print_exc()
            return errors.write(AwsError("InternalFailure", "A defect of the embedded AWS.", 500), protocol, service)

    def _counted(self, request: Request, call: Call) -> Reply:
        counts = self.state.counts
        number = counts.called(call.account, call.region, call.iam)
        if call.action == "GetMetricData":
            counts.requested(call.account, call.region, _billed(call))
        try:
            return self._answered(request, call, number)
        except (AwsError, trouble.Cut, trouble.Empty):
            counts.failed(call.account, call.region, call.iam)
            raise

    def _answered(self, request: Request, call: Call, number: int) -> Reply:
        over, faults = self.state.calmed, striking(self.state.faults, call, number, self.state.seed)
        for fault in faults:
            trouble.strike(fault, call, over)
        answer = ANSWERS.get(call.target)
        if answer is None:
            return self._from_moto(request, call)
        call = tampering.asked(faults, call)
        told = tampering.answered(faults, call, answer(call, self.state))
        if any(fault.kind == "lose" for fault in faults):
            raise trouble.Cut
        return _success(call, told)

    def _from_moto(self, request: Request, call: Call) -> Reply:
        if call.service in OURS:
            raise unknown(call)
        if call.target in GUARDS:
            GUARDS[call.target](call, self.state)
        return self._moto.answer(request, call)


def _billed(call: Call) -> int:
    """Metrics that CloudWatch bills: each query of a metric; expressions cost nothing."""
    return sum("MetricStat" in query for query in call.body.get("MetricDataQueries", []))


def _success(call: Call, answer: Any) -> Reply:
    if isinstance(answer, Reply):
        return answer
    kind = "application/json" if call.protocol == "rest" else "application/x-amz-json-1.0"
    body = b"" if call.status == 204 else dumps(answer)
    return Reply(call.status, body, (("Content-Type", kind), ("x-amzn-RequestId", str(uuid4()))))
