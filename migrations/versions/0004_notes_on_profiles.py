"""Notes on profiles: why one was sent back or suspended, and what a joiner or claimant does there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organisation", sa.Column("review_note", sa.Text(), server_default="", nullable=False))
    op.add_column("affiliation", sa.Column("position", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("affiliation", "position")
    op.drop_column("organisation", "review_note")
