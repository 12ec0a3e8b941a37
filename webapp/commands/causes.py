"""Says in a terminal why dead letters died: as they tell themselves, and for a price as their consumers' logs do."""

import argparse
import sys
import time
from datetime import UTC, datetime

from collectors.records import Identity
from webapp.actions import log_causes, log_queries
from webapp.actions.peek import MOST, PeekRefused, peek
from webapp.actions.plans import Acting
from webapp.analysis.wording import clip, count
from webapp.commands.telling import say
from webapp.pages import cause_question
from webapp.pages.cause_question import Asking, Question
from webapp.person import Person
from webapp.store.peeks import Peek, peek_of

LOOK_EVERY_S = 0.5


def add_options(word: argparse.ArgumentParser) -> None:
    """What `oncall redrive causes` takes beside the queue."""
    word.add_argument("--messages", type=int, default=20, metavar="N", help=f"look at so many, at most {MOST} (20)")
    word.add_argument("--again", action="store_true", help="look again, although somebody has within the hour")
    word.add_argument("--yes", action="store_true", help="ask the logs without a question first")


def tell(acting: Acting, person: Person, queue: Identity, arguments: argparse.Namespace) -> int:
    """Look where nobody has, print the causes, ask for those that nobody knows; 1 where some stay unknown."""
    try:
        look = _look(acting, person, queue, arguments)
    except PeekRefused as refused:
        print(f"{refused} Its page can look all the same.", file=sys.stderr)
        return 1
    _print(look)
    with acting.store.read() as conn:
        question = cause_question.question(conn, queue, lambda group: True, acting.clock.now())
    if question is None:
        return _nothing_to_ask(look)
    say(_offer(question))
    return _asked(acting, person, queue, question) if _agreed(arguments) else 1


def _look(acting: Acting, person: Person, queue: Identity, arguments: argparse.Namespace) -> Peek:
    with acting.store.read() as conn:
        kept = peek_of(conn, queue, acting.clock.now())
    if kept and kept.letters and not arguments.again:
        return kept
    return peek(acting, person, queue, max(1, min(arguments.messages, MOST)))


def _print(look: Peek) -> None:
    say(f"{count(len(look.letters), 'message')} looked at {_at(look.at)}:" if look.letters else "No message was seen.")
    for cause in look.causes:
        say(f"{cause.messages:6,}  {clip(cause.text) or 'unknown'}")


def _nothing_to_ask(look: Peek) -> int:
    if all(letter.cause for letter in look.letters):
        return 0
    print("No function whose logs could tell is known to read from its source.", file=sys.stderr)
    return 1


def _offer(question: Question) -> str:
    more = f" and what {', '.join(map(clip, question.cost.unknown))} holds" if question.cost.unknown else ""
    about = f"{count(len(question.ids), 'message')}, from {_at(question.start)} to {_at(question.end)}"
    groups = ", ".join(map(clip, question.groups))
    return f"The logs in {groups} can be asked about {about}: at most ${question.usd:.2f}{more}."


def _agreed(arguments: argparse.Namespace) -> bool:
    if arguments.yes:
        return True
    if not sys.stdin.isatty():
        print("They were not asked; --yes asks.", file=sys.stderr)
        return False
    say("Ask them? [y/N] ", end="")
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _asked(acting: Acting, person: Person, queue: Identity, question: Question) -> int:
    with acting.store.write() as conn:
        now = acting.clock.now()
        if refusal := log_queries.why_not(conn, acting.config, person, question.usd, now):
            print(refusal, file=sys.stderr)
            return 1
        key = log_causes.ask(conn, queue, question, person.name, now)
    say("The collector asks.")
    while (asking := _asking(acting, queue, key)).running:
        time.sleep(LOOK_EVERY_S)
    if asking.error:
        print(clip(asking.error, 500), file=sys.stderr)
        return 1
    with acting.store.read() as conn:
        look = peek_of(conn, queue, acting.clock.now())
    say(f"The logs told of {asking.told} of {count(asking.asked, 'message')}.")
    if look:
        _print(look)
    return int(asking.told < asking.asked)


def _asking(acting: Acting, queue: Identity, key: int) -> Asking:
    with acting.store.read() as conn:
        found = cause_question.asking_of(conn, queue, key)
    if found is None:
        raise LookupError(f"The question {key} is gone.")
    return found


def _at(when: int) -> str:
    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%d %H:%M UTC")
