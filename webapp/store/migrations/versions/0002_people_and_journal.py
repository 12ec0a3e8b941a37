"""Local users, sessions, API tokens, failed sign-ins, and the journal."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    people = (_text("name", key=True), _text("password"), *_rights(), _seconds("created_at"))
    _create("people", *people, _seconds("disabled_at", null=True), _seconds("signed_in_at", null=True))

    seen = (_text("address"), _text("browser"), _seconds("created_at"), _seconds("seen_at"))
    _create("sessions", _text("token_hash", key=True), _text("person"), _text("how"), *_rights(), *seen)
    op.create_index("ix_sessions_person", "sessions", ["person"])

    made = (_text("created_by"), _seconds("created_at"), _seconds("expires_at"))
    ended = (_seconds("used_at", null=True), _seconds("revoked_at", null=True))
    once = sa.UniqueConstraint("token_hash", name="uq_api_tokens_token_hash")
    _create("api_tokens", _number(), _text("token_hash"), _text("name"), *_rights(), *made, *ended, once)

    failures: sa.Column[object] = sa.Column("failures", sa.Integer, nullable=False)
    _create("failed_sign_ins", _text("key", key=True), failures, _seconds("last_at"))

    texts = "phase person role how address action target_kind target_partition target_account target_region"
    more = "target_name plan_id result detail previous hash"
    columns = [_text(name) for name in f"{texts} {more}".split()]
    begun: sa.Column[object] = sa.Column("begun_id", sa.Integer)
    _create("journal", _number(counted=False), _seconds("at"), begun, *columns)
    op.create_index("ix_journal_at", "journal", ["at"])
    op.create_index("ix_journal_begun_id", "journal", ["begun_id"])


def _create(table: str, *columns: sa.Column[object] | sa.Constraint) -> None:
    keys = [column.name for column in columns if isinstance(column, sa.Column) and column.primary_key]
    op.create_table(table, *columns, sa.PrimaryKeyConstraint(*keys, name=f"pk_{table}"))


def _rights() -> tuple[sa.Column[object], ...]:
    return _text("role"), _text("functions"), _text("targets")


def _text(name: str, key: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Text, nullable=False, primary_key=key)


def _seconds(name: str, null: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.BigInteger, nullable=null)


def _number(counted: bool = True) -> sa.Column[object]:
    return sa.Column("id", sa.Integer, primary_key=True, nullable=False, autoincrement=counted)
