"""Who works with whom: partnerships, agreements, success stories; what is known of countries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "country_fact",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("country_code", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("label_fr", sa.Text(), nullable=False),
        sa.Column("value_en", sa.Text(), nullable=False),
        sa.Column("value_fr", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Text(), server_default="", nullable=False),
        sa.Column("position", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("source_document", sa.Text(), server_default="", nullable=False),
        sa.Column("source_url", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("country_code ~ '^[A-Z]{2}$'", name=op.f("ck_country_fact_country_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_country_fact")),
        sa.UniqueConstraint("country_code", "code", name=op.f("uq_country_fact_country_code_code")),
    )
    op.create_index(op.f("ix_country_fact_country_code"), "country_fact", ["country_code"], unique=False)
    op.create_table(
        "country_section",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("country_code", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "introduction",
                "context",
                "community",
                "policies",
                "opportunities",
                name="sectionkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("sources", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("country_code ~ '^[A-Z]{2}$'", name=op.f("ck_country_section_country_code")),
        sa.CheckConstraint("language ~ '^[a-z]{2}$'", name=op.f("ck_country_section_language")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_country_section")),
        sa.UniqueConstraint(
            "country_code", "kind", "language", name=op.f("uq_country_section_country_code_kind_language")
        ),
    )
    op.create_table(
        "partnership",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("acronym", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sector_stated", sa.Text(), server_default="", nullable=False),
        sa.Column("technology_stated", sa.Text(), server_default="", nullable=False),
        sa.Column("target_countries", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("smes", sa.BigInteger(), nullable=True),
        sa.Column("partners", sa.BigInteger(), nullable=True),
        sa.Column(
            "phase",
            sa.Enum(
                "preparation",
                "implementation",
                "ended",
                name="partnershipphase",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("aim", sa.Text(), server_default="", nullable=False),
        sa.Column("activities", sa.Text(), server_default="", nullable=False),
        sa.Column("website", sa.Text(), server_default="", nullable=False),
        sa.Column("sort_name", sa.Text(), server_default="", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_document", sa.Text(), server_default="", nullable=False),
        sa.Column("source_url", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("least(smes, partners) >= 0", name=op.f("ck_partnership_counts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership")),
        sa.UniqueConstraint("slug", name=op.f("uq_partnership_slug")),
    )
    op.create_index(
        "ix_partnership_countries", "partnership", ["target_countries"], unique=False, postgresql_using="gin"
    )
    op.create_table(
        "agreement",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "mou",
                "cooperation",
                "partnership",
                "network",
                name="agreementkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "published",
                "withdrawn",
                name="entrystate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="published",
            nullable=False,
        ),
        sa.Column("signed", sa.Text(), server_default="", nullable=False),
        sa.Column("runs_until", sa.Text(), server_default="", nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("sort_name", sa.Text(), server_default="", nullable=False),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("submitted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("submitted_for_id", sa.BigInteger(), nullable=True),
        sa.Column("review_note", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_document", sa.Text(), server_default="", nullable=False),
        sa.Column("source_url", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("runs_until ~ '^(\\d{4}(-\\d{2}(-\\d{2})?)?)?$'", name=op.f("ck_agreement_runs_until")),
        sa.CheckConstraint("signed ~ '^(\\d{4}(-\\d{2}(-\\d{2})?)?)?$'", name=op.f("ck_agreement_signed")),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["person.id"], name=op.f("fk_agreement_submitted_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["submitted_for_id"], ["organisation.id"], name=op.f("fk_agreement_submitted_for_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("slug", name=op.f("uq_agreement_slug")),
    )
    op.create_index(op.f("ix_agreement_kind"), "agreement", ["kind"], unique=False)
    op.create_index("ix_agreement_listed", "agreement", ["state", "sort_name", "id"], unique=False)
    op.create_table(
        "contact_point",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "network",
            sa.Enum("een", "ecn", name="network", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("country_code", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), server_default="", nullable=False),
        sa.Column("city", sa.Text(), server_default="", nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("website", sa.Text(), server_default="", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_document", sa.Text(), server_default="", nullable=False),
        sa.Column("source_url", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("country_code ~ '^[A-Z]{2}$'", name=op.f("ck_contact_point_country_code")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_contact_point_organisation_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_point")),
        sa.UniqueConstraint("network", "country_code", "city", name=op.f("uq_contact_point_network_country_code_city")),
    )
    op.create_index(op.f("ix_contact_point_country_code"), "contact_point", ["country_code"], unique=False)
    op.create_index(op.f("ix_contact_point_organisation_id"), "contact_point", ["organisation_id"], unique=False)
    op.create_table(
        "news_item",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="en", nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "published",
                "withdrawn",
                name="entrystate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("countries", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("partnership_id", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_document", sa.Text(), server_default="", nullable=False),
        sa.Column("source_url", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_news_item_author_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_news_item_partnership_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_item")),
        sa.UniqueConstraint("slug", name=op.f("uq_news_item_slug")),
    )
    op.create_index("ix_news_item_countries", "news_item", ["countries"], unique=False, postgresql_using="gin")
    op.create_index(
        "ix_news_item_listed", "news_item", ["state", sa.literal_column("published_on DESC"), "id"], unique=False
    )
    op.create_index(op.f("ix_news_item_partnership_id"), "news_item", ["partnership_id"], unique=False)
    op.create_table(
        "partnership_member",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("partnership_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("country_code", sa.Text(), nullable=True),
        sa.Column("position", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("is_coordinator", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("country_code ~ '^[A-Z]{2}$'", name=op.f("ck_partnership_member_country_code")),
        sa.CheckConstraint("organisation_id IS NOT NULL OR name <> ''", name=op.f("ck_partnership_member_named")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_partnership_member_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_partnership_member_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership_member")),
        sa.UniqueConstraint(
            "partnership_id", "organisation_id", name=op.f("uq_partnership_member_partnership_id_organisation_id")
        ),
    )
    op.create_index(
        op.f("ix_partnership_member_organisation_id"), "partnership_member", ["organisation_id"], unique=False
    )
    op.create_index(
        op.f("ix_partnership_member_partnership_id"), "partnership_member", ["partnership_id"], unique=False
    )
    op.create_table(
        "partnership_sector",
        sa.Column("partnership_id", sa.BigInteger(), nullable=False),
        sa.Column("sector_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_partnership_sector_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["sector_code"], ["sector.code"], name=op.f("fk_partnership_sector_sector_code")),
        sa.PrimaryKeyConstraint("partnership_id", "sector_code", name=op.f("pk_partnership_sector")),
    )
    op.create_index(op.f("ix_partnership_sector_sector_code"), "partnership_sector", ["sector_code"], unique=False)
    op.create_table(
        "section_revision",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("section_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "published",
                "proposed",
                "declined",
                name="revisionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("sources", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("restored_number", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("author_name", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_name", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("(number IS NULL) = (state <> 'published')", name=op.f("ck_section_revision_numbered")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_section_revision_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["country_section.id"], name=op.f("fk_section_revision_section_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_revision")),
        sa.UniqueConstraint("section_id", "number", name=op.f("uq_section_revision_section_id_number")),
    )
    op.create_index(op.f("ix_section_revision_section_id"), "section_revision", ["section_id"], unique=False)
    op.create_table(
        "agreement_party",
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_party_agreement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_agreement_party_organisation_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agreement_id", "organisation_id", name=op.f("pk_agreement_party")),
    )
    op.create_index(op.f("ix_agreement_party_organisation_id"), "agreement_party", ["organisation_id"], unique=False)
    op.create_table(
        "agreement_sector",
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("sector_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_sector_agreement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["sector_code"], ["sector.code"], name=op.f("fk_agreement_sector_sector_code")),
        sa.PrimaryKeyConstraint("agreement_id", "sector_code", name=op.f("pk_agreement_sector")),
    )
    op.create_index(op.f("ix_agreement_sector_sector_code"), "agreement_sector", ["sector_code"], unique=False)
    op.create_table(
        "success_story",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "published",
                "withdrawn",
                name="entrystate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subsectors", sa.Text(), server_default="", nullable=False),
        sa.Column("context", sa.Text(), server_default="", nullable=False),
        sa.Column("cooperation_type", sa.Text(), server_default="", nullable=False),
        sa.Column("cooperation", sa.Text(), server_default="", nullable=False),
        sa.Column("objective", sa.Text(), server_default="", nullable=False),
        sa.Column("policy_support", sa.Text(), server_default="", nullable=False),
        sa.Column("results", sa.Text(), server_default="", nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=True),
        sa.Column("submitted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("submitted_for_id", sa.BigInteger(), nullable=True),
        sa.Column("review_note", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_document", sa.Text(), server_default="", nullable=False),
        sa.Column("source_url", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_success_story_agreement_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["person.id"], name=op.f("fk_success_story_submitted_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["submitted_for_id"],
            ["organisation.id"],
            name=op.f("fk_success_story_submitted_for_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_success_story")),
        sa.UniqueConstraint("slug", name=op.f("uq_success_story_slug")),
    )
    op.create_index(op.f("ix_success_story_agreement_id"), "success_story", ["agreement_id"], unique=False)
    op.create_index("ix_success_story_listed", "success_story", ["state", "published_at", "id"], unique=False)
    op.create_index(op.f("ix_success_story_submitted_for_id"), "success_story", ["submitted_for_id"], unique=False)
    op.create_table(
        "story_partner",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("story_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("country_code", sa.Text(), nullable=True),
        sa.Column("position", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("country_code ~ '^[A-Z]{2}$'", name=op.f("ck_story_partner_country_code")),
        sa.CheckConstraint("organisation_id IS NOT NULL OR name <> ''", name=op.f("ck_story_partner_named")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_story_partner_organisation_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["success_story.id"], name=op.f("fk_story_partner_story_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_partner")),
        sa.UniqueConstraint("story_id", "organisation_id", name=op.f("uq_story_partner_story_id_organisation_id")),
    )
    op.create_index(op.f("ix_story_partner_organisation_id"), "story_partner", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_story_partner_story_id"), "story_partner", ["story_id"], unique=False)
    op.create_table(
        "success_story_sector",
        sa.Column("success_story_id", sa.BigInteger(), nullable=False),
        sa.Column("sector_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sector_code"], ["sector.code"], name=op.f("fk_success_story_sector_sector_code")),
        sa.ForeignKeyConstraint(
            ["success_story_id"],
            ["success_story.id"],
            name=op.f("fk_success_story_sector_success_story_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("success_story_id", "sector_code", name=op.f("pk_success_story_sector")),
    )
    op.create_index(op.f("ix_success_story_sector_sector_code"), "success_story_sector", ["sector_code"], unique=False)


def downgrade() -> None:

    op.drop_index(op.f("ix_success_story_sector_sector_code"), table_name="success_story_sector")
    op.drop_table("success_story_sector")
    op.drop_index(op.f("ix_story_partner_story_id"), table_name="story_partner")
    op.drop_index(op.f("ix_story_partner_organisation_id"), table_name="story_partner")
    op.drop_table("story_partner")
    op.drop_index(op.f("ix_success_story_submitted_for_id"), table_name="success_story")
    op.drop_index("ix_success_story_listed", table_name="success_story")
    op.drop_index(op.f("ix_success_story_agreement_id"), table_name="success_story")
    op.drop_table("success_story")
    op.drop_index(op.f("ix_agreement_sector_sector_code"), table_name="agreement_sector")
    op.drop_table("agreement_sector")
    op.drop_index(op.f("ix_agreement_party_organisation_id"), table_name="agreement_party")
    op.drop_table("agreement_party")
    op.drop_index(op.f("ix_section_revision_section_id"), table_name="section_revision")
    op.drop_table("section_revision")
    op.drop_index(op.f("ix_partnership_sector_sector_code"), table_name="partnership_sector")
    op.drop_table("partnership_sector")
    op.drop_index(op.f("ix_partnership_member_partnership_id"), table_name="partnership_member")
    op.drop_index(op.f("ix_partnership_member_organisation_id"), table_name="partnership_member")
    op.drop_table("partnership_member")
    op.drop_index(op.f("ix_news_item_partnership_id"), table_name="news_item")
    op.drop_index("ix_news_item_listed", table_name="news_item")
    op.drop_index("ix_news_item_countries", table_name="news_item", postgresql_using="gin")
    op.drop_table("news_item")
    op.drop_index(op.f("ix_contact_point_organisation_id"), table_name="contact_point")
    op.drop_index(op.f("ix_contact_point_country_code"), table_name="contact_point")
    op.drop_table("contact_point")
    op.drop_index("ix_agreement_listed", table_name="agreement")
    op.drop_index(op.f("ix_agreement_kind"), table_name="agreement")
    op.drop_table("agreement")
    op.drop_index("ix_partnership_countries", table_name="partnership", postgresql_using="gin")
    op.drop_table("partnership")
    op.drop_table("country_section")
    op.drop_index(op.f("ix_country_fact_country_code"), table_name="country_fact")
    op.drop_table("country_fact")
