"""The cluster map: which sectors serve markets beyond their region, and places counted from an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sector", sa.Column("market", sa.String(32), nullable=True))
    op.create_check_constraint("market", "sector", "market IN ('traded', 'local')")
    op.create_index(
        "ix_organisation_listed_place",
        "organisation",
        ["kind", "country_code", "region", "city"],
        postgresql_include=["sector_codes"],
        postgresql_where=sa.text("state = 'published'"),
    )


def downgrade() -> None:
    op.drop_index("ix_organisation_listed_place", table_name="organisation")
    op.drop_constraint("market", "sector", type_="check")
    op.drop_column("sector", "market")
