"""AWS as one target shows it: one client a service, called through retries, a pace, a circuit breaker and a count."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session

from collectors.actions import iam_action
from collectors.breaker import Breaker
from collectors.failures import NotAsked, translate
from collectors.pace import Pace
from collectors.records import Identity, Kind
from collectors.session import ANSWER_S, ATTEMPTS, create_client, default_region, open_session
from collectors.targets import Target
from collectors.wire import Wire

__all__ = ["Aws", "default_region"]

CALLS_A_SECOND = {"lambda": 8.0, "cloudtrail": 1.5, "logs": 8.0}
"""Lambda's control plane takes 15 calls a second in all, CloudTrail's LookupEvents 2, StartQuery and GetQueryResults of
CloudWatch Logs 10 each: quotas of the account and region, so that everybody's calls count (each service's quotas). The
rest is left to the deploy that mends things."""

ERRORS = (ClientError, BotoCoreError, NotAsked)


class Aws:
    """One target; may be used by several threads.

    `call` and `pages` raise `AwsError` and nothing else. A breaker stands before each service: a service that does
    not answer (or that a private network has no endpoint for) leaves the others alone. Each call is sent up to
    `attempts` times; 1 is for what must not happen twice unnoticed. An answer may take `answer_s` seconds.
    """

    def __init__(
        self,
        target: Target,
        clock: Callable[[], float] = time.monotonic,
        calls_a_second: Mapping[str, float] = CALLS_A_SECOND,
        attempts: int = ATTEMPTS,
        answer_s: float = ANSWER_S,
    ) -> None:
        self.target = target
        self._attempts = attempts
        self._answer_s = answer_s
        self._clock = clock
        self._wire = Wire(clock, {service: Pace(per_second) for service, per_second in calls_a_second.items()})
        self._clients: dict[str, Any] = {}
        self._session: Session | None = None
        self._account: Identity | None = None
        self._lock = threading.RLock()

    @property
    def calls(self) -> Counter[str]:
        """Every attempt sent so far, retries too, by IAM action. A run's own share is in `tally.counting()`."""
        return self._wire.calls

    @property
    def breakers(self) -> dict[str, Breaker]:
        """The circuit breaker of each service that has failed of late."""
        return self._wire.breakers

    @property
    def resting(self) -> dict[str, tuple[str, float]]:
        """Why each service that is not asked now is not, and for how many seconds yet."""
        now = self._clock()
        return {
            service: (breaker.why, breaker.rests_until - now)
            for service, breaker in self._wire.breakers.items()
            if breaker.rests_until is not None
        }

    def client(self, service: str) -> Any:
        """The boto3 client of a service, made once. Raises AwsError if there are no credentials to make it with."""
        with self._lock:
            if service not in self._clients:
                self._clients[service] = self._new_client(service)
            return self._clients[service]

    def call(self, service: str, method: str, subject: str = "", **arguments: Any) -> dict[str, Any]:
        """The answer to one call: `aws.call("sqs", "get_queue_url", QueueName="jobs")`; `subject` is for failures."""
        client = self.client(service)
        try:
            answer: dict[str, Any] = getattr(client, method)(**arguments)
        except ERRORS as error:
            raise translate(error, self.action(service, method), subject) from error
        return answer

    def pages(self, service: str, method: str, subject: str = "", **arguments: Any) -> Iterator[dict[str, Any]]:
        """Every page of a listing, as it comes; ends with the first page that names no next one."""
        pages = iter(self.client(service).get_paginator(method).paginate(**arguments))
        while True:
            try:
                page = next(pages, None)
            except ERRORS as error:
                raise translate(error, self.action(service, method), subject) from error
            if page is None:
                return
            yield page

    def action(self, service: str, method: str) -> str:
        """The IAM action that a client's method needs: `sqs:GetQueueUrl` for `("sqs", "get_queue_url")`."""
        meta = self.client(service).meta
        return iam_action(meta.service_model.service_id.hyphenize(), meta.method_to_api_mapping[method])

    def account(self) -> Identity:
        """The account in this region, as STS tells it; asked once. No policy is needed for this question."""
        with self._lock:
            if self._account is None:
                caller = self.call("sts", "get_caller_identity")
                partition = caller["Arn"].split(":")[1]
                self._account = Identity(partition, caller["Account"], self.target.region, Kind.ACCOUNT, "")
            return self._account

    @property
    def known_account(self) -> Identity | None:
        """The account if STS has told it already."""
        return self._account

    def forget_credentials(self) -> None:
        """Read profile, environment and role anew at the next call: somebody may have signed in again."""
        with self._lock:
            self._session = self._account = None
            self._clients.clear()

    def _new_client(self, service: str) -> Any:
        try:
            self._session = self._session or open_session(self.target, self._wire.attach)
            return create_client(self._session, self.target, service, self._attempts, self._answer_s)
        except ERRORS as error:
            raise translate(error, f"{service}:*") from error
