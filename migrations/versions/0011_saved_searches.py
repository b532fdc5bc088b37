"""Saved searches for partners."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "partner_search",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("criteria", postgresql.JSONB(), nullable=False),
        sa.Column("sends_mail", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_mail_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_partner_search_named")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_partner_search_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_partner_search_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_search")),
        sa.UniqueConstraint(
            "person_id", "organisation_id", "name", name=op.f("uq_partner_search_person_id_organisation_id_name")
        ),
        sa.UniqueConstraint("token", name=op.f("uq_partner_search_token")),
    )
    op.create_index("ix_partner_search_due", "partner_search", ["next_mail_at"], postgresql_where=sa.text("sends_mail"))
    op.create_index(op.f("ix_partner_search_organisation_id"), "partner_search", ["organisation_id"])
    op.create_table(
        "partner_search_match",
        sa.Column("search_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_partner_search_match_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["search_id"],
            ["partner_search.id"],
            name=op.f("fk_partner_search_match_search_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("search_id", "organisation_id", name=op.f("pk_partner_search_match")),
    )
    op.create_index(op.f("ix_partner_search_match_organisation_id"), "partner_search_match", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("partner_search_match")
    op.drop_table("partner_search")
