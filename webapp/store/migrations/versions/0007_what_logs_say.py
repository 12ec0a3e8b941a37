"""What the logs say: reports, cold starts, errors, and what asking cost."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

COUNTS = ("reports", "inits", "restores", "cut_inits", "timeouts", "out_of_memory")
VALUES = (
    "billed_ms",
    "billed_restore_ms",
    "duration_p50_ms",
    "duration_p95_ms",
    "duration_max_ms",
    "init_p50_ms",
    "init_p95_ms",
    "init_max_ms",
    "restore_p50_ms",
    "restore_p95_ms",
    "restore_max_ms",
    "memory_mb",
    "max_memory_mb",
)


def seconds(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False, autoincrement=False)


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def upgrade() -> None:
    _reports()
    _errors()
    op.create_table(
        "log_queries",
        sa.Column("query_id", sa.Text(), nullable=False),
        text("target"),
        text("purpose"),
        seconds("asked_at"),
        text("status"),
        seconds("bytes_scanned"),
        text("person"),
        text("record"),
        sa.PrimaryKeyConstraint("query_id", name="pk_log_queries"),
    )
    op.create_index("ix_log_queries_asked_at", "log_queries", ["asked_at"])
    op.create_table(
        "log_groups",
        sa.Column("log_group_id", sa.Integer(), autoincrement=False, nullable=False),
        text("record"),
        seconds("read_at"),
        sa.ForeignKeyConstraint(["log_group_id"], ["identities.id"], name="fk_log_groups_log_group_id"),
        sa.PrimaryKeyConstraint("log_group_id", name="pk_log_groups"),
    )


def _reports() -> None:
    op.create_table(
        "report_buckets",
        seconds("ts"),
        sa.Column("function_id", sa.Integer(), autoincrement=False, nullable=False),
        text("version"),
        *(number(name) for name in COUNTS),
        *(sa.Column(name, sa.Double()) for name in VALUES),
        sa.PrimaryKeyConstraint("ts", "function_id", "version", name="pk_report_buckets"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_report_buckets_function_id", "report_buckets", ["function_id", "ts"])
    op.create_table(
        "cold_starts",
        sa.Column("id", sa.Integer(), nullable=False),
        seconds("at"),
        number("function_id"),
        text("version"),
        text("kind"),
        sa.Column("took_ms", sa.Double(), nullable=False),
        text("request_id"),
        sa.Column("memory_mb", sa.Double()),
        sa.Column("max_memory_mb", sa.Double()),
        sa.PrimaryKeyConstraint("id", name="pk_cold_starts"),
    )
    op.create_index("ix_cold_starts_at", "cold_starts", ["at"])
    op.create_index("ix_cold_starts_function_id", "cold_starts", ["function_id", "at"])


def _errors() -> None:
    op.create_table(
        "error_groups",
        text("key"),
        text("error_type"),
        text("template"),
        text("frame"),
        seconds("first_seen"),
        seconds("last_seen"),
        sa.PrimaryKeyConstraint("key", name="pk_error_groups"),
    )
    op.create_table(
        "error_counts",
        seconds("ts"),
        sa.Column("function_id", sa.Integer(), autoincrement=False, nullable=False),
        text("version"),
        text("key"),
        number("records"),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("ts", "function_id", "version", "key", name="pk_error_counts"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_error_counts_key", "error_counts", ["key", "ts"])
    op.create_table(
        "error_samples",
        sa.Column("id", sa.Integer(), nullable=False),
        text("key"),
        number("function_id"),
        seconds("at"),
        text("version"),
        text("stream"),
        text("request_id"),
        text("text"),
        sa.PrimaryKeyConstraint("id", name="pk_error_samples"),
    )
    op.create_index("ix_error_samples_key", "error_samples", ["key", "function_id", "at"])
    op.create_index("ix_error_samples_function_id", "error_samples", ["function_id", "at"])
