"""Grids remembered: what an event's slots were last made from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("event", sa.Column("grid", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("event", "grid")
