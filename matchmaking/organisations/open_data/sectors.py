"""The taxonomy of sectors as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from matchmaking.organisations.models import Sector
from matchmaking.web.datasets import Args, Column, Dataset, Record, State, chunks, home, state_of

TAXONOMY = sa.select(
    Sector.code, Sector.name_en, Sector.name_fr, Sector.nace, Sector.naics, Sector.emerging_industry
)  # fmt: skip


def rows(_args: Args) -> Iterator[Record]:
    """All sectors, by code."""
    for part in chunks(TAXONOMY.order_by(Sector.code)):
        for row in part:
            yield dict(row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name for a row as a mapping


def state(_args: Args) -> State:
    return state_of(TAXONOMY)


def linked(row: Record) -> dict[str, Any]:
    """A term of schema.org, with the codes of the two classifications as identifiers."""
    codes = [("NACE Rev. 2", code) for code in row["nace"]] + [("NAICS", code) for code in row["naics"]]
    return {
        "@type": "DefinedTerm",
        "@id": f"{home()}#sector-{row['code']}",
        "termCode": row["code"],
        "name": [
            {"@value": row["name_en"], "@language": "en"},
            {"@value": row["name_fr"], "@language": "fr"},
        ],
        "inDefinedTermSet": f"{home()}#sectors",
        "identifier": [{"@type": "PropertyValue", "propertyID": system, "value": code} for system, code in codes],
    }


DATASET = Dataset(
    name="sectors",
    title=_l("Sectors"),
    description=_l("The taxonomy that the other lists name sectors by, with the codes of NACE and NAICS side by side."),
    columns=(
        Column("code", _l("What the other lists name it by."), "aerospace"),
        Column("name_en", _l("The name in English."), "Aerospace"),
        Column("name_fr", _l("The name in French."), "Aérospatiale"),
        Column("nace", _l("Codes of NACE Rev. 2, separated by |."), "30.3 | 51.22"),
        Column("naics", _l("Codes of NAICS, separated by |."), "3364"),
        Column("emerging_industry", _l("The emerging industry of the ECCP that it belongs to, if any.")),
    ),
    rows=rows,
    linked=linked,
    state=state,
    kind="DefinedTerm",
)
