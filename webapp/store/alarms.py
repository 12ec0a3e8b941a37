"""CloudWatch alarms as last read, and which functions, queues and accounts each of them watches."""

from collections.abc import Sequence

from sqlalchemy import Column, Connection, ForeignKey, Integer, Table, Text, delete, insert, select

from collectors.records import Alarm, AlarmTransition, Identity
from webapp.store.codec import decode, encode
from webapp.store.identities import identities, ids_of, known_ids, mark_seen, slices
from webapp.store.records import record_of, records_by_id, records_there
from webapp.store.schema import Seconds, identity_key, metadata
from webapp.store.targets import in_target
from webapp.store.upserts import upsert

alarms_table = Table(
    "alarms",
    metadata,
    identity_key("alarm_id"),
    Column("record", Text, nullable=False),
    Column("changed_at", Seconds, nullable=False),
)
watched = Table(
    "alarm_watches",
    metadata,
    Column("watched_id", Integer, ForeignKey("identities.id"), primary_key=True, autoincrement=False),
    Column("alarm_id", Integer, ForeignKey("identities.id"), primary_key=True, autoincrement=False, index=True),
)


def save_alarms(conn: Connection, alarms: Sequence[Alarm], now: int) -> list[AlarmTransition]:
    """Save; return how states moved since they were last read. An alarm read for the first time moved nowhere."""
    ids = ids_of(conn, {identity for alarm in alarms for identity in (alarm.identity, *alarm.watches)})
    keys = [ids[alarm.identity] for alarm in alarms]
    mark_seen(conn, keys)
    before = records_by_id(conn, alarms_table, keys)
    texts = {ids[alarm.identity]: (alarm, encode(alarm)) for alarm in alarms}
    differ = {key: (alarm, text) for key, (alarm, text) in texts.items() if before.get(key) != text}
    rows = [{"alarm_id": key, "record": text, "changed_at": now} for key, (_, text) in differ.items()]
    upsert(conn, alarms_table, rows)
    _save_watches(conn, {key: {ids[each] for each in alarm.watches} for key, (alarm, _) in differ.items()})
    known = [(decode(Alarm, before[key]), alarm) for key, (alarm, _) in differ.items() if key in before]
    return [_transition(old, new, now) for old, new in known if old.state != new.state]


def alarms(conn: Connection, *, target: str | None = None) -> list[Alarm]:
    """Every alarm that is there by name, of one target or of all."""
    return records_there(conn, alarms_table, Alarm, in_target(conn, target))


def alarms_in(conn: Connection, account: str, region: str) -> list[Alarm]:
    """Every alarm of one account and region that is there, by name."""
    return records_there(conn, alarms_table, Alarm, identities.c.account == account, identities.c.region == region)


def alarms_watching(conn: Connection, identity: Identity) -> list[Alarm]:
    """The alarms that look at one function, queue or account."""
    watching = select(watched.c.alarm_id).where(watched.c.watched_id.in_(known_ids(conn, [identity]).values()))
    return records_there(conn, alarms_table, Alarm, alarms_table.c.alarm_id.in_(watching))


def alarm_of(conn: Connection, identity: Identity) -> Alarm | None:
    """One alarm as last read, even if it is gone; None where it was never seen."""
    return record_of(conn, alarms_table, Alarm, identity)


def _save_watches(conn: Connection, watches: dict[int, set[int]]) -> None:
    for some in slices(list(watches)):
        conn.execute(delete(watched).where(watched.c.alarm_id.in_(some)))
    rows = [{"watched_id": key, "alarm_id": alarm} for alarm, keys in watches.items() for key in keys]
    if rows:
        conn.execute(insert(watched), rows)


def _transition(old: Alarm, new: Alarm, now: int) -> AlarmTransition:
    return AlarmTransition(new.identity, new.state_since or now, old.state, new.state, new.state_reason)
