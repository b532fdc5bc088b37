"""Events counted: an index that the counts beside the filters are read from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_event_counted",
        "event",
        ["over_at"],
        postgresql_include=["starts_at", "type", "mode", "audiences", "sector_codes", "countries"],
        postgresql_where=sa.text("state <> 'draft'"),
    )


def downgrade() -> None:
    op.drop_index("ix_event_counted", table_name="event")
