"""What Lambda itself writes about an invocation: START, END and REPORT lines, or platform.* events in JSON."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from orjson import dumps

from demo.world.invocations import Invocation
from demo.world.latency import ERROR, MEMORY, OK, TIMEOUT
from demo.world.specs import FunctionSpec
from demo.world.stamps import iso

Stamped = tuple[int, str]
"""(epoch milliseconds, message)."""

_ERROR_TYPES = {MEMORY: "Runtime.OutOfMemory", TIMEOUT: "", ERROR: "", OK: ""}
_STATUS = {OK: "success", ERROR: "error", TIMEOUT: "timeout", MEMORY: "error"}


def platform_lines(spec: FunctionSpec, invocation: Invocation) -> Iterator[Stamped]:
    """The platform's lines of one invocation; fewer where SystemLogLevel is WARN (only what went wrong)."""
    if spec.log_format == "JSON":
        yield from _events(spec, invocation)
    else:
        yield from _texts(spec, invocation)


def ended(invocation: Invocation) -> int:
    """When the invocation was over, epoch milliseconds."""
    return invocation.at + int(invocation.duration)


def _texts(spec: FunctionSpec, invocation: Invocation) -> Iterator[Stamped]:
    end = ended(invocation)
    if invocation.cold and not spec.snap_start:
        yield invocation.at - int(invocation.init), _init_start(spec)
    if invocation.restore:
        yield invocation.at - int(invocation.restore), f"RESTORE_START Runtime Version: {_runtime(spec)}\n"
        yield invocation.at, f"RESTORE_REPORT Restore Duration: {invocation.restore:.2f} ms\n"
    yield invocation.at, f"START RequestId: {invocation.request_id} Version: {invocation.version}\n"
    if invocation.status == TIMEOUT:
        yield end, f"{iso(end)} {invocation.request_id} Task timed out after {spec.timeout:.2f} seconds\n\n"
    if invocation.status == MEMORY:
        killed = "Error: Runtime exited with error: signal: killed\nRuntime.ExitError"
        yield end, f"RequestId: {invocation.request_id} {killed}\n"
    yield end, f"END RequestId: {invocation.request_id}\n"
    yield end, _report(spec, invocation)


def _report(spec: FunctionSpec, invocation: Invocation) -> str:
    fields = [
        f"REPORT RequestId: {invocation.request_id}",
        f"Duration: {invocation.duration:.2f} ms",
        f"Billed Duration: {invocation.billed} ms",
        f"Memory Size: {spec.memory} MB",
        f"Max Memory Used: {invocation.memory_mb} MB",
    ]
    if invocation.init:
        fields.append(f"Init Duration: {invocation.init:.2f} ms")
    if invocation.restore:
        fields.append(f"Restore Duration: {invocation.restore:.2f} ms")
        fields.append(f"Billed Restore Duration: {invocation.restore_billed} ms")
    if invocation.status in (TIMEOUT, MEMORY):
        fields.append(f"Status: {_STATUS[invocation.status]}")
    if error := _ERROR_TYPES[invocation.status]:
        fields.append(f"Error Type: {error}")
    return "\t".join(fields) + "\t\n" + _traced(spec, invocation)


def _traced(spec: FunctionSpec, invocation: Invocation) -> str:
    """The second line of a REPORT whose request X-Ray took a sample of; one in sixteen."""
    if spec.tracing != "Active" or not invocation.request_id.endswith("0"):
        return ""
    segment = invocation.request_id[-16:].replace("-", "0")
    return f"XRAY TraceId: {_trace_id(invocation)}\tSegmentId: {segment}\tSampled: true\t\n"


def _trace_id(invocation: Invocation) -> str:
    return f"1-{invocation.at // 1000:08x}-{invocation.request_id.replace('-', '')[:24]}"


def _events(spec: FunctionSpec, invocation: Invocation) -> Iterator[Stamped]:
    quiet, end, failed = spec.system_log_level == "WARN", ended(invocation), invocation.status != OK
    if invocation.cold and not quiet:
        started = {
            "initializationType": "on-demand",
            "phase": "init",
            "runtimeVersion": _runtime(spec),
            "functionName": spec.name,
        }
        before = invocation.at - int(invocation.init or invocation.restore)
        yield before, _event(before, "initStart", started | {"functionVersion": invocation.version})
    who = {"requestId": invocation.request_id}
    if not quiet:
        yield invocation.at, _event(invocation.at, "start", who | {"version": invocation.version})
    if not quiet or failed:
        told = {"metrics": _metrics(spec, invocation)} | _status(invocation) | _tracing(spec, invocation)
        yield end, _event(end, "report", who | told)


def _tracing(spec: FunctionSpec, invocation: Invocation) -> dict[str, dict[str, str]]:
    if spec.tracing != "Active":
        return {}
    sampled = int(invocation.request_id.endswith("0"))
    value = f"Root={_trace_id(invocation)};Parent={invocation.request_id[:8]}00000000;Sampled={sampled}"
    return {"tracing": {"type": "X-Amzn-Trace-Id", "value": value}}


def _status(invocation: Invocation) -> dict[str, str]:
    error = {"errorType": _ERROR_TYPES[invocation.status]} if _ERROR_TYPES[invocation.status] else {}
    return {"status": _STATUS[invocation.status]} | error


def _metrics(spec: FunctionSpec, invocation: Invocation) -> dict[str, float]:
    metrics: dict[str, float] = {"durationMs": invocation.duration, "billedDurationMs": invocation.billed}
    metrics |= {"memorySizeMB": spec.memory, "maxMemoryUsedMB": invocation.memory_mb}
    if invocation.init:
        metrics["initDurationMs"] = invocation.init
    if invocation.restore:
        metrics |= {"restoreDurationMs": invocation.restore, "billedRestoreDurationMs": invocation.restore_billed}
    return metrics


def _event(at: int, kind: str, record: dict[str, Any]) -> str:
    return dumps({"time": iso(at), "type": f"platform.{kind}", "record": record}).decode()


def _init_start(spec: FunctionSpec) -> str:
    version = f"arn:aws:lambda:{spec.region}::runtime:{sha256(spec.runtime.encode()).hexdigest()}"
    return f"INIT_START Runtime Version: {_runtime(spec)}\tRuntime Version ARN: {version}\n"


def _runtime(spec: FunctionSpec) -> str:
    family = spec.runtime.rstrip("0123456789.x") or "container"
    return f"{family}:{spec.runtime.removeprefix(family).rstrip('.x') or '1'}.v64"
