"""The form of a section: its two lines, its text, its sources, and what was changed."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, ValidationError

from matchmaking.accounts.plain_text import one_line
from matchmaking.cooperation.models import CountrySection, SectionRevision
from matchmaking.cooperation.section_text import (
    LONGEST_BODY,
    LONGEST_NOTE,
    LONGEST_SOURCES,
    LONGEST_SUMMARY,
    MOST_LINES,
    SectionText,
)
from matchmaking.cooperation.sources import Source, parted, source_lines
from matchmaking.organisations import websites
from matchmaking.organisations.forms.fields import length, line, paragraphs


class SectionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What somebody writes for a section of a country's page."""

    seen = HiddenField()
    """The number of the revision that the writer started from."""
    summary = TextAreaField(
        _l("In two lines"),
        description=_l("This is what stands on the page while the section is folded."),
        filters=[one_line],
        validators=[DataRequired(_l("Say in two lines what the section tells.")), length(LONGEST_SUMMARY)],
        render_kw={"rows": 2, "maxlength": LONGEST_SUMMARY},
    )
    body = TextAreaField(
        _l("Text"),
        description=_l(
            "In Markdown: an empty line begins a paragraph, **two stars** make bold, a line that begins with a hyphen "
            "is an item of a list, [words](https://address) is a link."
        ),
        filters=[paragraphs],
        validators=[DataRequired(_l("Write the text of the section.")), length(LONGEST_BODY)],
        render_kw={"rows": 18},
    )
    sources = TextAreaField(
        _l("Sources"),
        description=_l(
            "One a line: the document with the place in it and, if it has an address, a bar and the address, as in: "
            "Annual report 2026, page 4 | https://www.skywin.be"
        ),
        filters=[paragraphs],
        validators=[
            DataRequired(_l("Name at least one source, so that readers can see where it comes from.")),
            length(LONGEST_SOURCES),
        ],
        render_kw={"rows": 4},
    )
    note = line(
        _l("What you changed, and why"),
        longest=LONGEST_NOTE,
        description=_l("It stands in the history of the section."),
    )

    def fill_in(self, row: CountrySection | SectionRevision | None) -> None:
        """Start from the text of `row`."""
        if row is not None:
            self.summary.data, self.body.data, self.sources.data = row.summary, row.body, row.sources

    def to_text(self) -> SectionText:
        """What was written, of a form that has been validated."""
        return SectionText(self.summary.data or "", self.body.data or "", self.sources.data or "")

    def validate_body(self, field: TextAreaField) -> None:
        if (field.data or "").count("\n") >= MOST_LINES:
            raise ValidationError(_("Keep it under %(most)s lines.", most=MOST_LINES))

    def validate_sources(self, field: TextAreaField) -> None:
        found = []
        for written in (field.data or "").splitlines():
            document, address = parted(written)
            if not document and not address:
                continue
            if not document:
                raise ValidationError(_("Name the document before the bar: %(line)s", line=written.strip()))
            try:
                found.append(Source(document, websites.complete(address)))
            except websites.BadWebsite:
                raise ValidationError(
                    _("What stands behind the bar is not the address of a public page: %(line)s", line=written.strip())
                ) from None
        if not found:
            raise ValidationError(_("Name at least one source, so that readers can see where it comes from."))
        field.data = source_lines(found)
