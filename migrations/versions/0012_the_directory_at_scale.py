"""The directory at scale: every search and every order of the list from an index, at 100,000 organisations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

LISTED = sa.text("state = 'published'")
ORDERS = {
    "ix_organisation_listed_name": (["sort_name", "id"], ["kind", "country_code", "sector_codes"]),
    "ix_organisation_listed_country": (["country_code", "sort_name", "id"], ["kind", "sector_codes"]),
    "ix_organisation_listed_kind": (["kind", "sort_name", "id"], ["country_code", "sector_codes"]),
}
KEEP_SECTOR_CODES = """
CREATE FUNCTION keep_organisation_sector_codes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE organisation SET sector_codes = ARRAY(
        SELECT sector_code FROM organisation_sector WHERE organisation_id = organisation.id ORDER BY sector_code
    ) WHERE id IN (SELECT organisation_id FROM changed);
    RETURN NULL;
END $$
"""
DOCUMENT = sa.text("to_tsvector('simple', search_text)")


def upgrade() -> None:
    op.add_column(
        "organisation", sa.Column("sector_codes", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False)
    )
    # Long texts move out of the row, so that lists and counts read few pages.
    op.execute("ALTER TABLE organisation SET (toast_tuple_target = 512)")
    op.execute(
        "UPDATE organisation SET sector_codes = codes FROM (SELECT organisation_id, array_agg(sector_code ORDER BY"
        " sector_code) AS codes FROM organisation_sector GROUP BY organisation_id) AS held"
        " WHERE held.organisation_id = organisation.id"
    )
    op.execute(KEEP_SECTOR_CODES)
    for what, table in (("INSERT", "NEW"), ("DELETE", "OLD")):
        op.execute(
            f"CREATE TRIGGER keep_sector_codes_on_{what.lower()} AFTER {what} ON organisation_sector"
            f" REFERENCING {table} TABLE AS changed FOR EACH STATEMENT"
            " EXECUTE FUNCTION keep_organisation_sector_codes()"
        )
    op.drop_index("ix_organisation_search", table_name="organisation")
    op.create_index(
        "ix_organisation_search", "organisation", [DOCUMENT], postgresql_using="gin", postgresql_where=LISTED
    )
    # The planner guesses how many rows a word finds: with more of the frequent ones known, it guesses well.
    op.execute("ALTER INDEX ix_organisation_search ALTER COLUMN 1 SET STATISTICS 500")
    for name in ("ix_organisation_listed", "ix_organisation_kind", "ix_organisation_country_code"):
        op.drop_index(name, table_name="organisation")
    for name, (columns, carried) in ORDERS.items():
        op.create_index(name, "organisation", columns, postgresql_include=carried, postgresql_where=LISTED)
    op.create_index(
        "ix_organisation_sector_codes",
        "organisation",
        ["sector_codes"],
        postgresql_using="gin",
        postgresql_where=LISTED,
    )
    op.create_index(
        "ix_organisation_waiting", "organisation", ["state", "submitted_at", "id"],
        postgresql_where=sa.text("state <> 'published'"),
    )  # fmt: skip


def downgrade() -> None:
    for name in ("ix_organisation_waiting", "ix_organisation_sector_codes", *ORDERS, "ix_organisation_search"):
        op.drop_index(name, table_name="organisation")
    op.create_index("ix_organisation_search", "organisation", [DOCUMENT], postgresql_using="gin")
    op.create_index("ix_organisation_listed", "organisation", ["state", "sort_name", "id"])
    op.create_index("ix_organisation_kind", "organisation", ["kind"])
    op.create_index("ix_organisation_country_code", "organisation", ["country_code"])
    for what in ("insert", "delete"):
        op.execute(f"DROP TRIGGER keep_sector_codes_on_{what} ON organisation_sector")
    op.execute("DROP FUNCTION keep_organisation_sector_codes()")
    op.execute("ALTER TABLE organisation RESET (toast_tuple_target)")
    op.drop_column("organisation", "sector_codes")
