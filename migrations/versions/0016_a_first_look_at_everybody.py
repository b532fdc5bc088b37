"""What the partner search asks of everybody, in one narrow index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_organisation_listed_fit",
        "organisation",
        ["id"],
        postgresql_include=["kind", "country_code", "sector_codes", "target_countries"],
        postgresql_where=sa.text("state = 'published'"),
    )


def downgrade() -> None:
    op.drop_index("ix_organisation_listed_fit", table_name="organisation")
