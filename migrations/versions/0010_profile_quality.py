"""Profile quality and logos; news items keep an id of their own, and the date that they tell of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "cluster_profile", sa.Column("website_in_english", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "organisation_logo",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("alt", sa.Text(), server_default="", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("least(width, height) > 0", name=op.f("ck_organisation_logo_size")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_logo_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_organisation_logo")),
    )
    op.add_column("news_item", sa.Column("uid", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False))
    op.create_unique_constraint(op.f("uq_news_item_uid"), "news_item", ["uid"])
    op.add_column("news_item", sa.Column("happened_on", sa.Text(), server_default="", nullable=False))
    op.execute("UPDATE news_item SET happened_on = to_char(published_on, 'YYYY-MM-DD')")
    op.create_check_constraint(
        op.f("ck_news_item_happened_on"), "news_item", r"happened_on ~ '^(\d{4}(-\d{2}(-\d{2})?)?)?$'"
    )
    op.drop_index("ix_news_item_listed", table_name="news_item")
    op.create_index("ix_news_item_listed", "news_item", ["state", sa.text("happened_on DESC"), sa.text("id DESC")])


def downgrade() -> None:
    op.drop_index("ix_news_item_listed", table_name="news_item")
    op.create_index("ix_news_item_listed", "news_item", ["state", sa.text("published_on DESC"), "id"])
    op.drop_constraint(op.f("ck_news_item_happened_on"), "news_item", type_="check")
    op.drop_column("news_item", "happened_on")
    op.drop_constraint(op.f("uq_news_item_uid"), "news_item", type_="unique")
    op.drop_column("news_item", "uid")
    op.drop_table("organisation_logo")
    op.drop_column("cluster_profile", "website_in_english")
