"""Events of partnerships, a partnership's further sources, and its text search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event_partnership",
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("partnership_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_partnership_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_event_partnership_partnership_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "partnership_id", name=op.f("pk_event_partnership")),
    )
    op.create_index(op.f("ix_event_partnership_partnership_id"), "event_partnership", ["partnership_id"])
    op.add_column("partnership", sa.Column("further_sources", sa.Text(), server_default="", nullable=False))
    op.add_column("partnership", sa.Column("sort_title", sa.Text(), server_default="", nullable=False))
    op.create_index(
        "ix_partnership_search",
        "partnership",
        [sa.text("to_tsvector('simple', search_text)")],
        postgresql_using="gin",
    )


def downgrade() -> None:
    op.drop_index("ix_partnership_search", table_name="partnership")
    op.drop_column("partnership", "sort_title")
    op.drop_column("partnership", "further_sources")
    op.drop_table("event_partnership")
