"""The names of countries and kinds, in English and French, stand among the words that are searched."""

from __future__ import annotations

import json
import re
import unicodedata

import sqlalchemy as sa
from alembic import op
from babel import Locale

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KINDS = {
    "sme": "sme pme",
    "cluster": "cluster",
    "large_company": "large company grande entreprise",
    "research_organisation": "research organisation organisme de recherche",
    "support_office": "support office bureau d appui",
    "public_authority": "public authority autorite publique",
    "investor": "investor investisseur",
}


def upgrade() -> None:
    connection = op.get_bind()
    languages = [Locale.parse(language).territories for language in ("en", "fr")]
    codes = connection.scalars(sa.text("SELECT DISTINCT country_code FROM organisation"))
    countries = {code: " ".join(_folded(names.get(code, "")) for names in languages) for code in codes}
    connection.execute(
        sa.text(
            "UPDATE organisation SET search_text = concat_ws(' ', search_text,"
            " CAST(:countries AS jsonb) ->> country_code, CAST(:kinds AS jsonb) ->> kind)"
        ),
        {"countries": json.dumps(countries), "kinds": json.dumps(KINDS)},
    )


def downgrade() -> None:
    """Words that are found too do no harm."""


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join(re.findall(r"[^\W_]+", "".join(char for char in plain if not unicodedata.combining(char))))
