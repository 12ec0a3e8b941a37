"""What is looked at before dead letters are sent again: each check with its finding, a warning or a refusal."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from collectors.records import Queue
from webapp.analysis.loss_clock import LossClock, lost_before
from webapp.analysis.redrive_ways import Way, Ways
from webapp.analysis.verdict import State
from webapp.analysis.wording import clip, count, span

REPEATS = 3
"""A queue that was redriven so often with messages coming back warns before the next time."""


class Level(StrEnum):
    """FINE, WARN (it may go wrong), REFUSE (it would), UNKNOWN (it could not be read)."""

    FINE = "fine"
    WARN = "warn"
    REFUSE = "refuse"
    UNKNOWN = "unknown"


WORST_FIRST = (Level.REFUSE, Level.WARN, Level.UNKNOWN, Level.FINE)


@dataclass(frozen=True, slots=True)
class Check:
    """One finding, a sentence that an engineer can act on."""

    name: str
    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class Consumer:
    """A function that will get the messages. `mapping_state` is None where no mapping is between (a replay).

    `deployed_at` is its last deploy; `why` its worst reason.
    """

    name: str
    state: State
    why: str = ""
    mapping_state: str | None = None
    reserved_concurrency: int | None = None
    deployed_at: int | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that is looked at. `newest_died_at` is when the last message came in, as far as is known.

    `rate` is messages a second, 0 for as fast as it goes; `bounced_before` how many redrives of this queue had
    messages come back; `other` names a redrive or move that runs on it.
    """

    way: Way
    ways: Ways
    queue: Queue
    messages: int
    rate: float
    now: int
    destination: Queue | None = None
    consumers: tuple[Consumer, ...] = ()
    consumers_known: bool = True
    clock: LossClock | None = None
    newest_died_at: int | None = None
    bounced_before: int = 0
    other: str = ""

    @property
    def eta_s(self) -> int:
        """Seconds that sending takes; a move without a rate is as fast as SQS likes."""
        return ceil(self.messages / self.rate) if self.rate else 0


def checks(scene: Scene) -> tuple[Check, ...]:
    """Every finding, refusals first."""
    rules = OF_DELETING if scene.way is Way.DISCARD else RULES
    found = [check for rule in rules for check in rule(scene)]
    return tuple(sorted(found, key=lambda check: WORST_FIRST.index(check.level)))


def refusals(checks: tuple[Check, ...]) -> tuple[str, ...]:
    """Why it must not be done."""
    return tuple(check.text for check in checks if check.level is Level.REFUSE)


def warnings(checks: tuple[Check, ...]) -> tuple[str, ...]:
    """What may go wrong, and what could not be looked at."""
    return tuple(check.text for check in checks if check.level in (Level.WARN, Level.UNKNOWN))


def _possible(scene: Scene) -> Iterator[Check]:
    if scene.way in scene.ways.refused:
        yield Check("way", Level.REFUSE, scene.ways.refused[scene.way])
    elif not scene.messages:
        yield Check("way", Level.REFUSE, "Nothing waits in the queue.")


def _alone(scene: Scene) -> Iterator[Check]:
    if scene.other:
        yield Check("alone", Level.REFUSE, f"{scene.other} is under way on this queue: wait for it, or cancel it.")
    else:
        yield Check("alone", Level.FINE, "No other redrive or move is under way on this queue.")


def _same_type(scene: Scene) -> Iterator[Check]:
    target = scene.destination
    if target and target.fifo != scene.queue.fifo:
        text = (
            f"{clip(target.identity.name)} is {'a FIFO' if target.fifo else 'a standard'} queue, and this one is not."
        )
        yield Check("type", Level.REFUSE, text)


def _keys(scene: Scene) -> Iterator[Check]:
    keys = {queue.kms_key for queue in (scene.queue, scene.destination) if queue and queue.kms_key}
    if keys:
        text = f"Messages are encrypted with {', '.join(sorted(keys))}: kms:Decrypt and kms:GenerateDataKey are needed."
        yield Check("keys", Level.WARN, text)


def _receives(scene: Scene) -> Iterator[Check]:
    target = scene.destination
    if target is None:
        return
    name = clip(target.identity.name)
    if not target.dlq_arn:
        text = f"{name} has no dead-letter queue: a message that fails again is tried until it expires."
        yield Check("receives", Level.WARN, text)
    elif target.max_receive_count is not None and target.max_receive_count <= 1:
        yield Check("receives", Level.WARN, f"{name} gives a message one try: a single hiccup brings it back.")
    else:
        yield Check("receives", Level.FINE, f"{name} tries a message {target.max_receive_count} times.")


def _own_policy(scene: Scene) -> Iterator[Check]:
    if scene.queue.dlq_arn and scene.way is not Way.MOVE:
        text = "This queue has a redrive policy of its own: reading a message counts, and too many reads push it on."
        yield Check("own policy", Level.WARN, text)


def _consumers(scene: Scene) -> Iterator[Check]:
    if not scene.consumers_known:
        yield Check("consumer", Level.UNKNOWN, "Which functions will get the messages could not be read.")
    elif not scene.consumers:
        yield Check("consumer", Level.WARN, "No function is known to read where the messages go: they may only wait.")
    for consumer in scene.consumers:
        yield from _consumer(scene, consumer)


def _consumer(scene: Scene, consumer: Consumer) -> Iterator[Check]:
    name = clip(consumer.name)
    if consumer.reserved_concurrency == 0:
        text = f"{name} may not run (reserved concurrency 0): every message would come back. Lift that first."
        yield Check("concurrency", Level.REFUSE, text)
    if consumer.mapping_state not in (None, "Enabled"):
        text = f"The event source mapping of {name} is {clip(consumer.mapping_state)}: messages would only wait."
        yield Check("mapping", Level.WARN, text)
    yield _health(name, consumer)
    yield _deployed(scene, name, consumer)


def _health(name: str, consumer: Consumer) -> Check:
    if consumer.state is State.BAD:
        return Check("health", Level.WARN, f"{name} is in trouble now: {clip(consumer.why, 200)}")
    if consumer.state is State.UNKNOWN:
        return Check("health", Level.UNKNOWN, f"How {name} does now is not known: {clip(consumer.why, 200)}")
    if consumer.state is State.WARN:
        return Check("health", Level.WARN, f"{name} has a warning now: {clip(consumer.why, 200)}")
    return Check("health", Level.FINE, f"{name} is {consumer.state} now.")


def _deployed(scene: Scene, name: str, consumer: Consumer) -> Check:
    at, died = consumer.deployed_at, scene.newest_died_at
    if at is None or died is None:
        return Check("deploy", Level.UNKNOWN, f"Whether {name} was deployed since the messages died is not known.")
    if at > died:
        text = f"{name} was deployed {span(scene.now - at)} ago, after the newest known message died."
        return Check("deploy", Level.FINE, text)
    text = f"{name} was last deployed {span(scene.now - at)} ago, before messages died: they may die again."
    return Check("deploy", Level.WARN, text)


def _in_time(scene: Scene) -> Iterator[Check]:
    if not scene.messages:
        return
    about = f"takes about {span(scene.eta_s)}" if scene.eta_s else "goes as fast as AWS takes them"
    if lost_before(scene.clock, scene.now + scene.eta_s):
        text = f"Sending {count(scene.messages, 'message')} {about}, and the first may expire before."
        yield Check("time", Level.WARN, text)
    else:
        yield Check("time", Level.FINE, f"Sending {count(scene.messages, 'message')} {about}.")


def _again(scene: Scene) -> Iterator[Check]:
    if scene.bounced_before >= REPEATS:
        text = (
            f"This queue was redriven {scene.bounced_before} times with messages coming back: find out why they fail"
            " before you send them again."
        )
        yield Check("history", Level.WARN, text)


RULES: tuple[Callable[[Scene], Iterator[Check]], ...] = (
    _possible,
    _alone,
    _same_type,
    _consumers,
    _receives,
    _own_policy,
    _keys,
    _in_time,
    _again,
)

OF_DELETING = (_possible, _alone, _own_policy, _keys)
"""What is deleted is sent to nobody."""
