"""The job that shows a query's answer, beside what the query cost."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("log_queries", sa.Column("job_id", sa.Integer(), nullable=True))
    op.create_index("ix_log_queries_job_id", "log_queries", ["job_id"])
