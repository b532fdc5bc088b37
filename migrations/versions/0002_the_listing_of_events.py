"""The listing of events: quick in every order, at any number of events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ORDERS = {
    "ix_event_listed": ["starts_at", "id"],
    "ix_event_listed_name": ["sort_name", "id"],
    "ix_event_listed_type": ["type", "starts_at", "id"],
    "ix_event_listed_target": ["audiences", "starts_at", "id"],
    "ix_event_listed_place": ["sort_place", "starts_at", "id"],
}


def upgrade() -> None:
    for name in ("ix_event_listed", "ix_event_listed_end", "ix_event_listed_name", "ix_event_listed_type"):
        op.drop_index(name, table_name="event")
    op.add_column("event", sa.Column("sort_place", sa.Text(), server_default="", nullable=False))
    op.add_column("event", sa.Column("sector_codes", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    over = sa.Computed("coalesce(ends_at, starts_at)", persisted=True)
    op.add_column("event", sa.Column("over_at", sa.DateTime(timezone=True), over, nullable=False))
    op.execute(
        "UPDATE event SET sector_codes = codes FROM (SELECT event_id, array_agg(sector_code ORDER BY sector_code)"
        " AS codes FROM event_sector GROUP BY event_id) AS held WHERE held.event_id = event.id"
    )
    for name, columns in ORDERS.items():
        op.create_index(
            name, "event", columns, postgresql_include=["over_at"], postgresql_where=sa.text("state <> 'draft'")
        )
    op.create_index("ix_event_running", "event", [sa.text("tstzrange(starts_at, over_at)")], postgresql_using="gist")
    op.create_index("ix_event_countries", "event", ["countries"], postgresql_using="gin")
    op.create_index("ix_event_sector_codes", "event", ["sector_codes"], postgresql_using="gin")


def downgrade() -> None:
    for name in ("ix_event_running", "ix_event_countries", "ix_event_sector_codes", *ORDERS):
        op.drop_index(name, table_name="event")
    for column in ("over_at", "sector_codes", "sort_place"):
        op.drop_column("event", column)
    op.create_index("ix_event_listed", "event", ["state", "starts_at", "id"])
    op.create_index("ix_event_listed_end", "event", ["state", sa.text("coalesce(ends_at, starts_at)"), "id"])
    op.create_index("ix_event_listed_name", "event", ["state", "sort_name", "id"])
    op.create_index("ix_event_listed_type", "event", ["state", "type", "starts_at"])
