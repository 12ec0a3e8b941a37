"""Send dead letters again from a script, see what came of it, or ask why they died.

`plan` reads AWS and says what would be done; `start` does it once more and begins, which the collector then performs.
What a plan warns of needs --yes. With --wait, `start` ends when the redrive does: 1 when it did not go well.

`causes` looks at some messages, which counts as a receive, and says why they died. What they do not tell themselves the
collector can ask of their consumers' logs: the price is told first, and --yes or a y asks. 1 where some stay unknown.
"""

import argparse
import getpass
import sys
import time

from collectors.failures import AwsError
from collectors.records import Identity, Kind
from webapp.actions import redrive_plan
from webapp.actions.asked import Asked, AskedWrongly
from webapp.actions.door import Door, NoWay
from webapp.actions.plans import Acting, PlanRefused
from webapp.analysis.dead_letters import Wanted
from webapp.analysis.redrive_ways import SENDING, Way
from webapp.clock import SystemClock
from webapp.commands import causes
from webapp.commands.options import add_config, config_of
from webapp.person import How, Person, Role
from webapp.store import Connection, Store, identities, jobs, journal, redrives
from webapp.store.plans import Plan
from webapp.store.redrives import Redrive

LOOK_EVERY_S = 1.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words and options of `oncall redrive`."""
    words = parser.add_subparsers(dest="what", required=True, metavar="list|show|causes|plan|start|cancel")
    add_config(words.add_parser("list", help="the newest redrives"))
    for what, summary in (("show", "what came of one"), ("cancel", "ask for the end of one")):
        word = words.add_parser(what, help=summary)
        add_config(word)
        word.add_argument("id", type=int)
    word = words.add_parser("causes", help="say why messages of a dead-letter queue died, and ask their logs")
    add_config(word)
    _add_queue(word)
    causes.add_options(word)
    for what, summary in (("plan", "say what would be done"), ("start", "begin")):
        word = words.add_parser(what, help=summary)
        add_config(word)
        _add_choices(word)
        if what == "start":
            word.add_argument("--yes", action="store_true", help="although the plan warns")
            word.add_argument("--wait", action="store_true", help="until it has ended")
            word.add_argument("--key", help="an idempotency key: the same one again begins nothing new")


def _add_queue(word: argparse.ArgumentParser) -> None:
    word.add_argument("queue", metavar="ACCOUNT/REGION/NAME", help="the dead-letter queue")


def _add_choices(word: argparse.ArgumentParser) -> None:
    _add_queue(word)
    word.add_argument("--way", type=Way, choices=SENDING, default=Way.SELECTIVE, help="(default: selective)")
    word.add_argument("--to", default="", metavar="ARN", help="another queue than the one that they came from")
    word.add_argument("--function", default="", help="the function to invoke again")
    word.add_argument("--qualifier", default="", help="its alias or version")
    word.add_argument("--text", default="", help="only messages that contain this")
    word.add_argument("--field", default="", metavar="PATH=VALUE", help="only messages with this in their body")
    word.add_argument("--cause", help="only messages that died of this, as the queue's page says it; '' for unknown")
    word.add_argument("--id", action="append", default=[], metavar="MESSAGE", help="only this message; may be repeated")
    word.add_argument("--older", type=int, metavar="MINUTES", help="only messages that were sent longer ago")
    word.add_argument("--younger", type=int, metavar="MINUTES", help="only messages that were sent more recently")
    word.add_argument("--rate", type=float, help="messages a second; 0 is as fast as it goes")
    word.add_argument("--canary", type=int, help="messages that go first; 0 for none")
    word.add_argument("--stop", type=float, metavar="PERCENT", help="stop when a larger share comes back")


def run(arguments: argparse.Namespace) -> int:
    """Do it; 1 where it was refused or did not go well."""
    config = config_of(arguments)
    store = Store.open(config.store_url)
    acting = Acting(config, store, SystemClock(), Door(config.targets))
    try:
        return DEEDS[arguments.what](acting, arguments)
    except AwsError as error:
        print(f"{error.failure.subject}: {error}".removeprefix(": "), file=sys.stderr)
        return 1
    except (NoWay, PlanRefused, AskedWrongly, LookupError) as error:
        print(error.args[0] if error.args else error, file=sys.stderr)
        return 1
    finally:
        store.close()


def _list(acting: Acting, arguments: argparse.Namespace) -> int:
    with acting.store.read() as conn:
        for found in redrives.latest_redrives(conn):
            print(line_of(found))
    return 0


def _show(acting: Acting, arguments: argparse.Namespace) -> int:
    found = _known(acting, arguments.id)
    print(line_of(found))
    for told in found.story:
        print(f"  {told.text}")
    return 0


def _causes(acting: Acting, arguments: argparse.Namespace) -> int:
    with acting.store.read() as conn:
        queue = _queue(conn, arguments.queue)
    return causes.tell(acting, _person(), queue, arguments)


def _plan(acting: Acting, arguments: argparse.Namespace) -> int:
    plan = _made(acting, arguments)
    _print(plan)
    return int(bool(plan.refusals))


def _start(acting: Acting, arguments: argparse.Namespace) -> int:
    if arguments.key and (begun := _begun_with(acting, arguments.key)):
        print(line_of(begun))
        return _followed(acting, begun.id) if arguments.wait else 0
    plan = _made(acting, arguments)
    _print(plan)
    if plan.warnings and not arguments.yes and not plan.refusals:
        print("Nothing was begun, because the plan warns; --yes goes on.", file=sys.stderr)
        return 1
    with acting.store.write() as conn:
        now = acting.clock.now()
        key = redrive_plan.confirm(conn, plan, plan.hash, plan.person, now, arguments.key)
    print(f"Redrive {key} has begun; the collector performs it.", flush=True)
    return _followed(acting, key) if arguments.wait else 0


def _cancel(acting: Acting, arguments: argparse.Namespace) -> int:
    found = _known(acting, arguments.id)
    with acting.store.write() as conn:
        jobs.request_cancel(conn, found.job_id)
        journal.note(conn, _person(), "cancel redrive", {"redrive": found.id}, acting.clock.now())
    print(f"Redrive {found.id} was asked to end; what was sent stays sent.")
    return 0


def _followed(acting: Acting, key: int) -> int:
    while (found := _known(acting, key)).open:
        time.sleep(LOOK_EVERY_S)
    print(line_of(found))
    return int(found.state != "done" or bool(found.outcome and (found.outcome.bounced or found.outcome.failed)))


def line_of(found: Redrive) -> str:
    """A redrive in one line."""
    told = f"{found.id}  {found.state}  {found.way}  {found.identity.name}"
    if found.outcome:
        outcome = found.outcome
        told += f"  moved {outcome.moved}, came back {outcome.bounced} ({outcome.bounced_by})"
        told += f", left {outcome.failed + outcome.held}, possibly twice {outcome.possibly_twice}"
    return f"{told}  {found.error}".rstrip()


def _made(acting: Acting, arguments: argparse.Namespace) -> Plan:
    with acting.store.read() as conn:
        queue = _queue(conn, arguments.queue)
    usual = acting.config.redrive
    chosen = {"rate": arguments.rate, "canary": arguments.canary, "stop_percent": arguments.stop}
    asked = Asked.usual(
        arguments.way,
        usual,
        destination=arguments.to,
        function=arguments.function,
        qualifier=arguments.qualifier,
        wanted=_wanted(arguments),
        **{"canary": usual.canary} | {name: value for name, value in chosen.items() if value is not None},
    )
    return redrive_plan.make(acting, _person(), queue, asked)


def _wanted(arguments: argparse.Namespace) -> Wanted:
    field, _, value = arguments.field.partition("=")
    ages = {"older_than_s": arguments.older, "younger_than_s": arguments.younger}
    return Wanted(
        ids=frozenset(arguments.id),
        text=arguments.text,
        field=field,
        value=value,
        cause=arguments.cause,
        **{name: None if minutes is None else minutes * 60 for name, minutes in ages.items()},
    )


def _print(plan: Plan) -> None:
    for mark, texts in (("  ", plan.steps), ("? ", plan.warnings), ("! ", plan.refusals)):
        for text in texts:
            print(f"{mark}{text}")


def _queue(conn: Connection, named: str) -> Identity:
    account, _, rest = named.partition("/")
    region, _, name = rest.partition("/")
    key = identities.find(conn, account=account, region=region, kind=Kind.QUEUE, name=name)
    if key is None:
        raise LookupError(f"No queue {named!r} is known here: write ACCOUNT/REGION/NAME as its page's address has it.")
    return identities.identity_of(conn, key)


def _known(acting: Acting, key: int) -> Redrive:
    with acting.store.read() as conn:
        found = redrives.redrive_of(conn, key)
    if found is None:
        raise LookupError(f"There is no redrive {key}.")
    return found


def _begun_with(acting: Acting, key: str) -> Redrive | None:
    with acting.store.read() as conn:
        job = jobs.job_with_key(conn, key)
        return redrives.redrive_of_job(conn, job) if job else None


def _person() -> Person:
    """Who may read the settings and the store may do everything."""
    return Person(getpass.getuser(), Role.ADMIN, How.COMMAND)


DEEDS = {"list": _list, "show": _show, "causes": _causes, "plan": _plan, "start": _start, "cancel": _cancel}
