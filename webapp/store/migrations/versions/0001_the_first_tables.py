"""The first tables. Written out, so that what it makes never changes with the code around it.

A column is `name type`, then `key` (part of the primary key), `null`, or `>table` (a foreign key on that table's id).
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_TYPES = {"text": sa.Text, "int": sa.Integer, "seconds": sa.BigInteger, "double": sa.Double, "bool": sa.Boolean}
_TABLES = {
    "identities": "id int key, partition text, account text, region text, kind text, name text, gone_at seconds null",
    "targets": "name text key, account_id int >identities",
    "settings": "name text key, value text",
    "leases": "name text key, owner text, expires_at seconds, token int",
    "functions": "function_id int key >identities, record text, changed_at seconds",
    "queues": "queue_id int key >identities, record text, read_at seconds",
    "alarms": "alarm_id int key >identities, record text, changed_at seconds",
    "account_limits": "account_id int key >identities, record text, read_at seconds",
    "mappings": "mapping_id int key >identities, function_id int >identities, record text, changed_at seconds",
    "alarm_watches": "watched_id int key >identities, alarm_id int key >identities",
    "alarm_transitions": "alarm_id int key >identities, at seconds key, after text key, before text, reason text",
    "changes": "identity_id int key >identities, event_id text key, field text key, at seconds, what text, "
    "before text, after text, who text, source text",
    "coverage": "target text key, collector text key, period seconds key, subject text key, start seconds key, "
    "end seconds, asked_at seconds, result text",
    "runs": "id int key, target text, collector text, started_at seconds, seconds double, chunks int, records int, "
    "calls text, metrics_requested int, usd double, usd_upper double, failures text, account_id int null >identities",
    "last_runs": "target text key, collector text key, run_id int >runs, ok_at seconds null",
    "verdicts": "identity_id int key >identities, state text, since seconds, judged_at seconds, reasons text",
    "verdict_history": "identity_id int key >identities, judged_at seconds key, state text, since seconds, "
    "reasons text",
    "fleet": "function_id int key >identities, rank int, judged_at seconds, impact double, account text, region text, "
    "runtime text, name text, tags text, record text",
    "jobs": "id int key, kind text, payload text, state text, created_at seconds, owner text, lease_until seconds, "
    "attempts int, cancel_requested bool, progress text, result text, finished_at seconds null, "
    "idempotency_key text null",
}
_INDEXES = {
    "ix_alarm_watches_alarm_id": ("alarm_watches", "alarm_id"),
    "ix_alarm_transitions_at": ("alarm_transitions", "at"),
    "ix_changes_at": ("changes", "at"),
    "ix_mappings_function_id": ("mappings", "function_id"),
    "ix_runs_started_at": ("runs", "started_at"),
    "ix_runs_target_started_at": ("runs", "target", "started_at"),
    "ix_verdict_history_judged_at": ("verdict_history", "judged_at"),
    "ix_jobs_state": ("jobs", "state", "id"),
    "ix_fleet_searched": (
        *("fleet", "rank", "judged_at", "impact", "function_id"),
        *("account", "region", "runtime", "name", "tags"),
    ),
}
_UNIQUE = {
    "identities": ("account", "region", "kind", "name", "partition"),
    "jobs": ("idempotency_key",),
}
_POINTS = {
    "function": "invocations errors throttles duration_p50_ms duration_p95_ms duration_p99_ms duration_max_ms "
    "duration_sum_ms concurrency_max async_age_max_ms async_received async_dropped dead_letter_errors "
    "destination_failures iterator_age_max_ms spillover",
    "queue": "visible in_flight delayed oldest_age_s sent deleted",
    "account": "invocations errors throttles concurrency_max claimed_concurrency_max",
}


def upgrade() -> None:
    for table, columns in _TABLES.items():
        _create(table, columns)
    for kind, names in _POINTS.items():
        values = ", ".join(f"{name} double null" for name in names.split())
        for period in ("minutes", "5minutes", "hours"):
            _create(f"{kind}_{period}", f"ts seconds key, {kind}_id int key, {values}", sqlite_with_rowid=False)
    for index, where in _INDEXES.items():
        op.create_index(index, where[0], list(where[1:]))
    gone = sa.text("gone_at IS NOT NULL")
    op.create_index("ix_identities_gone", "identities", ["id"], sqlite_where=gone, postgresql_where=gone)


def _create(table: str, written: str, **options: bool) -> None:
    columns = [_column(table, column) for column in written.split(", ")]
    key = [column.name for column in columns if column.primary_key]
    rules: list[sa.Constraint] = [sa.PrimaryKeyConstraint(*key, name=f"pk_{table}")]
    if unique := _UNIQUE.get(table):
        rules.append(sa.UniqueConstraint(*unique, name=f"uq_{table}_{'_'.join(unique)}"))
    op.create_table(table, *columns, *rules, **options)


def _column(table: str, written: str) -> sa.Column[object]:
    name, kind, *flags = written.split()
    refers = [sa.ForeignKey(f"{flag[1:]}.id", name=f"fk_{table}_{name}") for flag in flags if flag.startswith(">")]
    column = sa.Column(name, _TYPES[kind](), *refers, primary_key="key" in flags, nullable="null" in flags)
    column.autoincrement = "auto" if name == "id" else False
    return column
