"""Queues of the embedded AWS and redrives of them, as the dashboard would make them. As a program it starts
processes that perform jobs and may be killed: python -m tests.actions.redriving STORE_URL ENDPOINT_URL
"""

import json
import os
import sys
from typing import Any

from collectors.aws import Aws
from collectors.queue_attributes import read_queue
from collectors.records import Identity, Kind
from collectors.targets import Target
from tests.personas import OPERATOR
from webapp.actions import redrive, redrive_plan
from webapp.actions.alarms import setting
from webapp.actions.asked import Asked
from webapp.actions.door import Door
from webapp.actions.kinds import job_kinds
from webapp.actions.plans import Acting
from webapp.analysis.redrive_ways import Way
from webapp.clock import SystemClock
from webapp.config import Config
from webapp.jobs import Jobs
from webapp.store import Store, ledger, redrives
from webapp.store.identities import ids_of
from webapp.store.jobs import JobState, job_of, jobs
from webapp.store.queues import save_queues
from webapp.store.targets import save_target

SHOP, EU = "111122223333", "eu-west-1"
ACCOUNT = Identity("aws", SHOP, EU, Kind.ACCOUNT, "")


def acting_on(store: Store, url: str) -> Acting:
    config = Config((Target("shop", EU, endpoint_url=url),), store_url="")
    return Acting(config, store, SystemClock(), Door(config.targets))


def shown_again(aws: Any) -> None:
    """Let the world's time go on until everything that was hidden shows."""
    aws.clock(now=aws.clock() + 3, speed=1)


def arn(name: str) -> str:
    return f"arn:aws:sqs:{EU}:{SHOP}:{name}"


class Redriving:
    """One dead-letter queue `orders-dlq` (with `suffix`) of the queue `orders` that nobody reads from."""

    def __init__(self, aws: Any, store: Store, suffix: str = "") -> None:
        self.aws, self.store, self.suffix = aws, store, suffix
        self.acting = acting_on(store, aws.url)
        self.sqs = aws.client("sqs")
        self.dead, self.alive = self._made(f"orders-dlq{suffix}"), ""
        policy = json.dumps({"deadLetterTargetArn": arn(f"orders-dlq{suffix}"), "maxReceiveCount": 3})
        self.alive = self._made(f"orders{suffix}", RedrivePolicy=policy)
        self.identity = self.watch(f"orders-dlq{suffix}")
        self.watch(f"orders{suffix}")

    def _made(self, name: str, **attributes: str) -> str:
        fifo = {"FifoQueue": "true"} if name.endswith(".fifo") else {}
        return str(self.sqs.create_queue(QueueName=name, Attributes=fifo | attributes)["QueueUrl"])

    def watch(self, name: str) -> Identity:
        """Let the store know the queue, as the collector would."""
        aws = Aws(self.acting.config.targets[0])
        queue, _ = read_queue(aws, arn(name), None, SystemClock().now())
        assert queue
        with self.store.write() as conn:
            save_target(conn, "shop", ACCOUNT)
            save_queues(conn, [queue])
            ids_of(conn, [queue.identity])
        return queue.identity

    def fill(self, number: int, groups: int = 0, body: Any = None) -> dict[str, str]:
        """Dead letters with the bodies "0", "1", …; their bodies by message id. Order is that of the numbers."""
        sent: dict[str, str] = {}
        for start in range(0, number, 10):
            those = range(start, min(number, start + 10))
            entries = [self._entry(at, groups, body) for at in those]
            answer = self.sqs.send_message_batch(QueueUrl=self.dead, Entries=entries)
            told = {entry["Id"]: entry["MessageId"] for entry in answer["Successful"]}
            sent |= {told[entry["Id"]]: entry["MessageBody"] for entry in entries}
        return sent

    def _entry(self, at: int, groups: int, body: Any) -> dict[str, Any]:
        fifo = {"MessageGroupId": f"g{at % groups}", "MessageDeduplicationId": str(at)} if groups else {}
        note = {"n": {"DataType": "Number", "StringValue": str(at)}}
        return {"Id": str(at), "MessageBody": body(at) if body else str(at), "MessageAttributes": note} | fifo

    def plan(self, way: Way = Way.SELECTIVE, **asked: Any) -> Any:
        chosen = {"destination": arn(f"orders{self.suffix}"), "hide_s": 2, "rate": 0.0} | asked
        return redrive_plan.make(self.acting, OPERATOR, self.identity, Asked(way, **chosen))

    def confirm(self, plan: Any) -> int:
        with self.store.write() as conn:
            return redrive_plan.confirm(conn, plan, plan.hash, plan.person, SystemClock().now())

    def begin(self, way: Way = Way.SELECTIVE, **asked: Any) -> int:
        """Plan and confirm; the redrive's id."""
        return self.confirm(self.plan(way, **asked))

    def working(self) -> Jobs:
        return Jobs(self.store, SystemClock(), job_kinds(self.acting), "here")

    def done(self, key: int) -> redrives.Redrive:
        """Perform it here and now."""
        here = self.working()
        here.tick()
        here.close()
        return self.row(key)

    def moving(self, key: int) -> redrives.Redrive:
        """The redrive as soon as it has told that something was moved."""
        while not (found := self.row(key)).outcome or not found.outcome.moved:
            assert found.open
        return found

    def row(self, key: int) -> redrives.Redrive:
        with self.store.read() as conn:
            found = redrives.redrive_of(conn, key)
        assert found
        return found

    def lines(self, key: int) -> dict[str, ledger.Line]:
        with self.store.read() as conn:
            return {line.message_id: line for line in ledger.all_lines(conn, key)}

    def drained(self, url: str) -> list[dict[str, Any]]:
        """Everything in a queue, taken out in order."""
        found: list[dict[str, Any]] = []
        while batch := self.sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=600,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        ).get("Messages"):
            found += batch
            entries = [{"Id": str(at), "ReceiptHandle": each["ReceiptHandle"]} for at, each in enumerate(batch)]
            self.sqs.delete_message_batch(QueueUrl=url, Entries=entries)
        return found

    def let_lease_expire(self) -> None:
        """As time would, after a process was killed."""
        with self.store.write() as conn:
            conn.execute(jobs.update().where(jobs.c.state == JobState.RUNNING).values(lease_until=0))

    def in_flight(self, url: str) -> int:
        name = "ApproximateNumberOfMessagesNotVisible"
        return int(self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name])


def work(store_url: str, endpoint: str) -> None:
    redrive.wait_of = lambda queue: 0  # nobody reads from the destination: nothing comes back
    setting.CALLS_A_SECOND = 1  # whoever kills it at an alarm has time to, before the next one
    store = Store.open(store_url)
    acting = acting_on(store, endpoint)
    while is_one_open(store):
        here = Jobs(store, acting.clock, job_kinds(acting), f"process-{os.getpid()}")
        here.tick()
        here.close()
    store.close()


def main(store_url: str, endpoint: str) -> None:
    """For every line that comes in, a process that performs jobs: its id goes out at once, its status at its end."""
    for _ in sys.stdin:
        if child := os.fork():
            print(child, flush=True)
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        else:
            try:
                work(store_url, endpoint)
                os._exit(0)
            finally:
                os._exit(1)


def is_one_open(store: Store) -> bool:
    with store.read() as conn:
        job = job_of(conn, 1)
    return job is not None and job.state in (JobState.WAITING, JobState.RUNNING)


if __name__ == "__main__":
    main(*sys.argv[1:])
