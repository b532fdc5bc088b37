"""Linked maps: imports, where each field came from, sources that are fetched."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "linked_source",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "format",
            sa.Enum("csv", "xlsx", "jsonld", name="fileformat", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("every_hours", sa.BigInteger(), server_default="24", nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("applies_clear_rows", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("etag", sa.Text(), server_default="", nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("address = '' OR format IS NOT NULL", name=op.f("ck_linked_source_format")),
        sa.CheckConstraint("every_hours BETWEEN 1 AND 8760", name=op.f("ck_linked_source_every_hours")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["organisation.id"], name=op.f("fk_linked_source_office_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_linked_source")),
        sa.UniqueConstraint("key", name=op.f("uq_linked_source_key")),
    )
    op.create_index(
        "ix_linked_source_due", "linked_source", ["next_at"], unique=False, postgresql_where=sa.text("is_active")
    )
    op.create_index(op.f("ix_linked_source_office_id"), "linked_source", ["office_id"], unique=False)
    op.create_table(
        "import_batch",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column(
            "format",
            sa.Enum("csv", "xlsx", "jsonld", name="fileformat", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("encoding", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "unknown_columns", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False
        ),
        sa.Column("columns", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "sent",
                "applied",
                "set_aside",
                name="batchstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("gone", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("was_fetched", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_import_batch_created_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["source_id"], ["linked_source.id"], name=op.f("fk_import_batch_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_index(op.f("ix_import_batch_created_by_id"), "import_batch", ["created_by_id"], unique=False)
    op.create_index("ix_import_batch_source_id_id", "import_batch", ["source_id", "id"], unique=False)
    op.create_index("ix_import_batch_state_id", "import_batch", ["state", "id"], unique=False)
    op.create_table(
        "field_origin",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("imported", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_by_id", sa.BigInteger(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_field_origin_batch_id")),
        sa.ForeignKeyConstraint(
            ["edited_by_id"], ["person.id"], name=op.f("fk_field_origin_edited_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_field_origin_organisation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "field", name=op.f("pk_field_origin")),
    )
    op.create_index(op.f("ix_field_origin_batch_id"), "field_origin", ["batch_id"], unique=False)
    op.create_index(op.f("ix_field_origin_edited_by_id"), "field_origin", ["edited_by_id"], unique=False)
    op.create_table(
        "import_row",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("cells", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("problems", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "new",
                "changed",
                "unchanged",
                "doubtful",
                "wrong",
                "left_out",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "candidates", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False
        ),
        sa.Column("decision", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("kept", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_import_row_batch_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_import_row_organisation_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_row")),
        sa.UniqueConstraint("batch_id", "number", name=op.f("uq_import_row_batch_id_number")),
    )
    op.create_index(
        "ix_import_row_batch_id_verdict_number", "import_row", ["batch_id", "verdict", "number"], unique=False
    )
    op.create_index(op.f("ix_import_row_organisation_id"), "import_row", ["organisation_id"], unique=False)
    op.create_table(
        "organisation_membership",
        sa.Column("cluster_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "stated",
                "confirmed",
                "declined",
                name="membershipstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cluster_id <> member_id", name=op.f("ck_organisation_membership_not_itself")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_organisation_membership_batch_id")),
        sa.ForeignKeyConstraint(
            ["cluster_id"], ["organisation.id"], name=op.f("fk_organisation_membership_cluster_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["organisation.id"], name=op.f("fk_organisation_membership_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cluster_id", "member_id", name=op.f("pk_organisation_membership")),
    )
    op.create_index(op.f("ix_organisation_membership_batch_id"), "organisation_membership", ["batch_id"], unique=False)
    op.create_index(
        op.f("ix_organisation_membership_member_id"), "organisation_membership", ["member_id"], unique=False
    )
    op.create_index(
        "uq_organisation_membership_pair",
        "organisation_membership",
        [sa.literal_column("least(cluster_id, member_id)"), sa.literal_column("greatest(cluster_id, member_id)")],
        unique=True,
    )
    op.create_table(
        "source_fetch",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "done",
                "unchanged",
                "failed",
                name="fetchstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempt", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("values", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_source_fetch_batch_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["linked_source.id"], name=op.f("fk_source_fetch_source_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_fetch")),
    )
    op.create_index(op.f("ix_source_fetch_batch_id"), "source_fetch", ["batch_id"], unique=False)
    op.create_index("ix_source_fetch_source_id_id", "source_fetch", ["source_id", "id"], unique=False)
    op.create_index(
        "uq_source_fetch_open",
        "source_fetch",
        ["source_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('queued', 'running')"),
    )
    op.create_table(
        "source_identity",
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_source_identity_batch_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_source_identity_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["linked_source.id"], name=op.f("fk_source_identity_source_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source_id", "external_id", name=op.f("pk_source_identity")),
    )
    op.create_index(op.f("ix_source_identity_batch_id"), "source_identity", ["batch_id"], unique=False)
    op.create_index(op.f("ix_source_identity_organisation_id"), "source_identity", ["organisation_id"], unique=False)


def downgrade() -> None:
    op.drop_table("source_identity")
    op.drop_table("source_fetch")
    op.drop_table("organisation_membership")
    op.drop_table("import_row")
    op.drop_table("field_origin")
    op.drop_table("import_batch")
    op.drop_table("linked_source")
