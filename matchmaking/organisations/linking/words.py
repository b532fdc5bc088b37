"""What imports and linked sources say: problems, verdicts and states, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from matchmaking.organisations.linking.columns import BY_NAME
from matchmaking.organisations.linking.models import BatchState, FetchState, FileFormat, MembershipState, Verdict
from matchmaking.organisations.linking.reading import Unreadable
from matchmaking.organisations.models import OrganisationKind
from matchmaking.organisations.words import KINDS

FORMATS = {FileFormat.CSV: "CSV", FileFormat.XLSX: "XLSX", FileFormat.JSONLD: "JSON-LD"}
VERDICTS = {
    Verdict.WRONG: (_l("wrong"), "problem"),
    Verdict.DOUBTFUL: (_l("doubtful"), "waiting"),
    Verdict.NEW: (lazy_pgettext("a row of an import", "new"), "fine"),
    Verdict.CHANGED: (_l("changed"), "info"),
    Verdict.UNCHANGED: (_l("unchanged"), "neutral"),
    Verdict.LEFT_OUT: (lazy_pgettext("a row of an import", "left out"), "neutral"),
}
BATCH_STATES = {
    BatchState.OPEN: (_l("being checked"), "waiting"),
    BatchState.SENT: (_l("waits for an administrator"), "waiting"),
    BatchState.APPLIED: (_l("applied"), "fine"),
    BatchState.SET_ASIDE: (lazy_pgettext("an import", "set aside"), "neutral"),
}
FETCH_STATES = {
    FetchState.QUEUED: (_l("waiting"), "waiting"),
    FetchState.RUNNING: (_l("being fetched"), "waiting"),
    FetchState.DONE: (_l("fetched"), "fine"),
    FetchState.UNCHANGED: (_l("nothing new"), "neutral"),
    FetchState.FAILED: (lazy_pgettext("a fetch", "failed"), "problem"),
}
MEMBERSHIPS = {
    MembershipState.STATED: (_l("not confirmed by the cluster"), "waiting"),
    MembershipState.CONFIRMED: (_l("confirmed by the cluster"), "fine"),
    MembershipState.DECLINED: (_l("declined by the cluster"), "neutral"),
}

FILE_PROBLEMS = {
    "empty": _l("The file is empty."),
    "no_rows": _l("The file has column heads and no row below them."),
    "format": _l("This is no CSV, XLSX or JSON-LD file. Save it as one of these, and send it again."),
    "head_missing": _l(
        "These columns are missing: %(columns)s. The first row must hold the names of the columns, as in the template."
    ),
    "head_twice": _l("Two columns both mean “%(column)s”. Keep one of them."),
    "too_many_rows": _l("The file has more than %(most)s rows. Divide it into several."),
    "encoding": _l("The file is neither UTF-8 nor Windows-1252 text. Save it as “CSV UTF-8”, and send it again."),
    "encoding_json": _l("JSON-LD must be UTF-8 text, and this file is not."),
    "csv": _l("The quotation marks do not match near line %(line)s, so that rows run into each other."),
    "xlsx": _l("This XLSX file is damaged, or something else under this name."),
    "xlsx_locked": _l("This XLSX file is locked with a password. Save it without one."),
    "bomb": _l("Unpacked, this XLSX file would be far larger than any list of organisations. It was not opened."),
    "json": _l("This is not valid JSON: look near line %(line)s."),
    "json_deep": _l("This JSON is nested too deeply."),
    "json_nothing": _l("There is no schema.org Organization in this file."),
    "too_large": _l("The file is larger than %(most)s MB."),
    "nobody": _l("No such server was found."),
    "unreachable": _l("The server could not be reached, or broke off."),
    "slow": _l("The server took too long."),
    "private": _l("The address leads into a private network, where nothing is fetched from."),
    "not_https": _l("The address, or where it leads, is not https."),
    "redirects": _l("The server leads from one address to the next without end."),
    "status": _l("The server answered %(status)s."),
    "content_type": _l("The server sent “%(type)s”, not the format that was agreed."),
    "lost": _l("The worker died three times while it fetched this."),
}
"""Why nothing was taken from a file or a server."""

ROW_PROBLEMS = {
    "needed": _l("This must be filled in."),
    "too_long": _l("This is longer than %(most)s characters."),
    "unreadable": _l("This holds a character that cannot be read or stored."),
    "formula": _l("The cell holds a formula. Put its value here."),
    "ragged": _l("This row has far more cells than there are columns."),
    "country": _l("There is no country “%(value)s”. Write its code, such as CA, or its name."),
    "country_not_yours": _l("You import for %(countries)s only."),
    "kind": _l("There is no kind “%(value)s”. Choose one of the list."),
    "kind_differs": _l("This organisation stands here as another kind: %(kind)s."),
    "sector": _l("There is no sector “%(value)s”."),
    "website": _l("This is not the address of a public website."),
    "number": _l("“%(value)s” is no whole number of the expected size."),
    "decimal": _l("“%(value)s” is no number of people, such as 2.5."),
    "size": _l("“%(value)s” is neither micro, small, medium or large, nor a number of employees."),
    "only_clusters": _l("Only a cluster counts its members."),
    "too_many": _l("Keep to the %(most)s most important ones."),
    "duplicate": _l("This is the same organisation as in row %(row)s. Correct it, or leave one of them out."),
    "same_id": _l(
        "Row %(row)s has this identifier too. Correct it, empty it, or leave out one of the rows if both are the same."
    ),
    "same_target": _l("Row %(row)s was said to be the same organisation. Correct it, or leave one of them out."),
    "cluster_unknown": _l("There is no cluster “%(value)s”, here or in this file."),
    "cluster_ambiguous": _l("There are several clusters called “%(value)s”. Write the last part of its address here."),
    "not_a_cluster": _l("“%(value)s” is not a cluster."),
    "in_itself": _l("A cluster cannot be a member of itself."),
    "circle": _l("The clusters would be members of each other in a circle: %(path)s."),
}

FIELDS = {
    "listings": _l("Offers and requests"),
    **{name: column.label for name, column in BY_NAME.items()},
}


def file_sentence(code: str, values: Mapping[str, Any]) -> str:
    """Why a file, or a server, gave nothing."""
    return _filled(FILE_PROBLEMS[code], values) if code in FILE_PROBLEMS else code


def unreadable_sentence(error: Unreadable) -> str:
    """The same for what was raised."""
    return file_sentence(error.code, error.values)


def row_sentence(code: str, values: Mapping[str, Any]) -> str:
    """What is wrong with one cell."""
    if "kind" in values:
        values = {**values, "kind": KINDS[OrganisationKind(values["kind"])]}
    return _filled(ROW_PROBLEMS[code], values) if code in ROW_PROBLEMS else code


def field_name(column: str) -> str:
    """What people call a column."""
    return str(FIELDS[column]) if column in FIELDS else _("The whole row")


def _filled(sentence: Any, values: Mapping[str, Any]) -> str:
    return str(sentence) % values if values else str(sentence)
