"""Runs that repair: what a run is for. All before were for a new plan."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("schedule_run", sa.Column("kind", sa.String(32), server_default="plan", nullable=False))
    op.create_check_constraint("runkind", "schedule_run", "kind IN ('plan', 'repair')")


def downgrade() -> None:
    op.drop_constraint("runkind", "schedule_run", type_="check")
    op.drop_column("schedule_run", "kind")
