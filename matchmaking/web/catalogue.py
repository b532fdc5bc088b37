"""The catalogue of what is given away: for each list its formats, how it stands, and the same as JSON-LD."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from matchmaking.web import datasets
from matchmaking.web.datasets import Args, Dataset, State
from matchmaking.web.kept import Kept
from matchmaking.web.settings import absolute_url, settings

CONTEXT = "https://schema.org/"
KEPT_FROM = 1_000
"""How a shorter list stands is quickly counted anew, and so always right."""

_kept = Kept("matchmaking:datasets", 60)


@dataclass(frozen=True, slots=True)
class Format:
    """How a list is written."""

    name: str
    label: str
    mimetype: str
    charset: str = "; charset=utf-8"

    @property
    def content_type(self) -> str:
        return f"{self.mimetype}{self.charset}"


FORMATS = {
    one.name: one
    for one in (
        Format("csv", "CSV", "text/csv"),
        Format("xlsx", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", charset=""),
        Format("jsonld", "JSON-LD", "application/ld+json"),
    )
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A list in the catalogue."""

    dataset: Dataset
    state: State


def entries() -> list[Entry]:
    """All lists, with how each stands."""
    nothing: Args = MultiDict()
    return [Entry(dataset, state_of(dataset, nothing)) for dataset in datasets.every()]


def state_of(dataset: Dataset, args: Args) -> State:
    """How the list stands; of a long one, as it stood a minute ago at most."""
    key = _kept.key_of(dataset.name, sorted(args.items(multi=True)))
    found = _kept.read(key)
    if found is not None:
        moment = found.pop("changed_at")
        return State(**found, changed_at=datetime.fromisoformat(moment) if moment else None)
    state = dataset.state(args)
    if state.count >= KEPT_FROM:
        moment = state.changed_at.isoformat() if state.changed_at else None
        _kept.keep(key, {**asdict(state), "changed_at": moment})
    return state


def catalogue_url() -> str:
    """The catalogue for machines."""
    return absolute_url("data.description")


def as_json_ld() -> dict[str, Any]:
    """The catalogue in the words of schema.org and, for portals of public data, of DCAT."""
    return {
        "@context": {"@vocab": CONTEXT, "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
        "@type": ["DataCatalog", "dcat:Catalog"],
        "@id": catalogue_url(),
        "url": absolute_url("data.index"),
        "name": settings().site_name,
        "description": "Clusters, SMEs and their partners: organisations, offers and requests, events, partnerships,"
        " agreements and countries.",
        "license": settings().data_licence_url,
        "version": datasets.VERSION,
        "inLanguage": ["en", "fr"],
        "dataset": [node_of(entry.dataset, entry.state) for entry in entries()],
    }


def node_of(dataset: Dataset, state: State) -> dict[str, Any]:
    """One list as a Dataset, with a DataDownload for each format and each column explained."""
    node = {
        "@type": "Dataset",
        "@id": f"{absolute_url('data.index')}#{dataset.name}",
        "name": str(dataset.title),
        "description": str(dataset.description),
        "url": absolute_url(dataset.page) if dataset.page else f"{absolute_url('data.index')}#{dataset.name}",
        "version": datasets.VERSION,
        "license": settings().data_licence_url,
        "isAccessibleForFree": True,
        "dateModified": state.changed_at.isoformat() if state.changed_at else None,
        "size": {"@type": "QuantitativeValue", "value": state.count, "unitText": "rows"},
        "about": {"@type": "Class", "name": dataset.kind, "url": f"{CONTEXT}{dataset.kind}"},
        "variableMeasured": [
            {"@type": "PropertyValue", "name": column.name, "description": str(column.meaning)}
            for column in dataset.columns
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": absolute_url("data.versioned", name=dataset.name, form=written.name),
                "encodingFormat": written.mimetype,
                "name": written.label,
            }
            for written in FORMATS.values()
        ],
        "includedInDataCatalog": {"@id": catalogue_url()},
    }
    return {name: value for name, value in node.items() if value is not None}
