"""An acronym names one partnership: two who made the same at once could make it twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        sa.text(
            "UPDATE partnership SET sort_name = sort_name || ' ' || id WHERE id IN (SELECT id FROM (SELECT id,"
            " row_number() OVER (PARTITION BY sort_name ORDER BY id) AS place FROM partnership) AS p WHERE place > 1)"
        )
    )
    op.alter_column("partnership", "sort_name", server_default=None)
    op.create_unique_constraint("uq_partnership_sort_name", "partnership", ["sort_name"])


def downgrade() -> None:
    op.drop_constraint("uq_partnership_sort_name", "partnership", type_="unique")
    op.alter_column("partnership", "sort_name", server_default="")
