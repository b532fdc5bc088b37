"""The planner is told what cutting a text into words costs and how many use each, and may join words with filters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

LISTED = sa.text("state = 'published'")
BESIDE_WORDS = ("kind", "country_code")
# Measured: two hundred words take 130 microseconds, five thousand times an operator. PostgreSQL's own function says a
# hundred times, and one in SQL would be replaced by it.
WORDS_OF = """
CREATE FUNCTION words_of(document text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 5000 AS $$
BEGIN
    RETURN to_tsvector('simple', document);
END $$
"""


def upgrade() -> None:
    op.execute(WORDS_OF)
    _index("words_of(search_text)")
    # What is known of an index's expression is not used here; what is known of the table's is.
    op.execute("ALTER INDEX ix_organisation_search ALTER COLUMN 1 SET STATISTICS 0")
    op.execute("CREATE STATISTICS organisation_words ON (words_of(search_text)) FROM organisation")
    _sector_codes(None)
    for column in BESIDE_WORDS:
        op.create_index(f"ix_organisation_{column}", "organisation", [column])
    op.execute("ANALYZE organisation")


def downgrade() -> None:
    for column in BESIDE_WORDS:
        op.drop_index(f"ix_organisation_{column}", table_name="organisation")
    _sector_codes(LISTED)
    op.execute("DROP STATISTICS organisation_words")
    _index("to_tsvector('simple', search_text)")
    op.execute("ALTER INDEX ix_organisation_search ALTER COLUMN 1 SET STATISTICS 500")
    op.execute("DROP FUNCTION words_of(text)")


def _sector_codes(where: sa.TextClause | None) -> None:
    op.drop_index("ix_organisation_sector_codes", table_name="organisation")
    op.create_index(
        "ix_organisation_sector_codes", "organisation", ["sector_codes"], postgresql_using="gin", postgresql_where=where
    )


def _index(document: str) -> None:
    op.drop_index("ix_organisation_search", table_name="organisation")
    op.create_index(
        "ix_organisation_search", "organisation", [sa.text(document)], postgresql_using="gin", postgresql_where=LISTED
    )
