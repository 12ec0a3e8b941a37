"""The fields of a composite alarm: which alarms it is made of, and how, as its rule; and back."""

from dataclasses import dataclass

from webapp.analysis.alarm_backtest.composite import BadRule, combined, rule_of
from webapp.pages.alarm_fields import Query

JOINTS = {"any": "OR", "all": "AND"}
OWN_RULE = "own"


@dataclass(frozen=True, slots=True)
class RuleFields:
    """`joint` is any, all or own; `children` are the alarms that are chosen, or those in a rule of somebody's own."""

    joint: str
    children: tuple[str, ...]
    rule: str


def rule_fields(args: Query, existing: str = "") -> RuleFields:
    """What the query says; of an alarm that exists its rule, until the query says otherwise."""
    joint = args.get("joint") or ""
    if joint in JOINTS:
        names = tuple(dict.fromkeys(name for name in args.getlist("child") if name))
        return RuleFields(joint, names, combined(names, JOINTS[joint]))
    rule = (args.get("rule") or "").strip() or existing
    return RuleFields(OWN_RULE, _children(rule), rule) if joint == OWN_RULE else _understood(rule)


def _understood(rule: str) -> RuleFields:
    """A rule that only says any or all of some alarms is shown as that."""
    children = _children(rule)
    for joint, word in JOINTS.items():
        if rule == combined(children, word):
            return RuleFields(joint, children, rule)
    return RuleFields(OWN_RULE, children, rule)


def _children(rule: str) -> tuple[str, ...]:
    try:
        return rule_of(rule).children if rule else ()
    except BadRule:
        return ()
