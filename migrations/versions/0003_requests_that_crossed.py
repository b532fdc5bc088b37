"""Requests that crossed: what the other side asked with, while the first request waited."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meeting_request", sa.Column("return_priority", sa.String(32), nullable=True))
    op.create_check_constraint("returnpriority", "meeting_request", "return_priority IN ('must', 'high', 'normal')")


def downgrade() -> None:
    op.drop_constraint("returnpriority", "meeting_request", type_="check")
    op.drop_column("meeting_request", "return_priority")
