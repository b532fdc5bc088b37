"""The form of a news item."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, ValidationError

from matchmaking.cooperation import partial_dates
from matchmaking.cooperation.models import NewsItem
from matchmaking.cooperation.news_details import LONGEST_BODY, LONGEST_SOURCE, LONGEST_TITLE, NewsDetails, details_of
from matchmaking.organisations.forms.fields import CheckboxesField, address, line, text
from matchmaking.web.locale import LANGUAGES, countries, current_language


class NewsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What somebody writes of a news item. Its body has the checks that its field cannot name itself."""

    seen = HiddenField()
    """The version that the writer started from."""
    countries = CheckboxesField(_l("Countries"))
    partnership = SelectField(_l("Partnership"), default="")
    title = line(_l("Title"), DataRequired(_l("Enter a title.")), longest=LONGEST_TITLE)
    happened_on = line(
        _l("When it happened"),
        longest=10,
        description=_l("A day, a month or a year, such as 2017-02-15, 2017-02 or 2017. Empty: the day of publication."),
    )
    language = SelectField(_l("Language of the text"))
    body = text(
        _l("Text"),
        longest=LONGEST_BODY,
        description=_l(
            "In Markdown: an empty line begins a paragraph, **two stars** make bold, a line that begins with a hyphen "
            "is an item of a list, [words](https://address) is a link."
        ),
        render_kw={"rows": 12},
    )
    source_document = line(
        _l("Source"),
        DataRequired(_l("Name the source, so that readers can see where it comes from.")),
        longest=LONGEST_SOURCE,
        description=_l("The document with the place in it, the press release, the website."),
    )
    source_url = address(_l("Address of the source"), _l("This is not the address of a public web page."))

    def prepare(self, known: Collection[str] | None, partnerships: Sequence[tuple[str, str]]) -> None:
        """Fill in the choices: `known` countries (None: all), and these partnerships."""
        chosen = set(self.countries.data or ())
        names = countries(current_language())
        shown = [(code, name) for code, name in names.items() if known is None or code in known]
        self.countries.choices = sorted(shown, key=lambda choice: choice[0] not in chosen)
        self.partnership.choices = [("", _("None")), *partnerships]
        self.language.choices = list(LANGUAGES.items())
        self.language.flags.optional_unmarked = True
        self.body.flags.required = True

    def to_details(self) -> NewsDetails:
        """What was written, of a form that has been validated."""
        return NewsDetails(
            title=self.title.data or "",
            body=self.body.data or "",
            language=self.language.data,
            happened_on=self.happened_on.data or "",
            countries=tuple(self.countries.data or ()),
            partnership=self.partnership.data or "",
            source_document=self.source_document.data or "",
            source_url=self.source_url.data or "",
        )

    def validate_countries(self, field: CheckboxesField) -> None:
        if not field.data and not self.partnership.data:
            raise ValidationError(_("Choose at least one country, or a partnership."))

    def validate_body(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError(_("Write what happened."))

    def validate_happened_on(self, field: StringField) -> None:
        try:
            field.data = partial_dates.checked(field.data or "")
        except partial_dates.BadDate:
            raise ValidationError(_("Write a day, a month or a year, such as 2017-02-15, 2017-02 or 2017.")) from None


def news_form(
    item: NewsItem | None, known: Collection[str] | None, partnerships: Sequence[tuple[str, str]]
) -> NewsForm:
    """The form with what was posted, else with what is stored; a new one starts with the only country there is."""
    if item is not None:
        held = item.partnership
        if held is not None and held.slug not in dict(partnerships):
            partnerships = [*partnerships, (held.slug, held.acronym)]
        form = NewsForm(data=asdict(details_of(item)) | {"seen": str(item.version)})
    else:
        only = list(known) if known is not None and len(known) == 1 else []
        form = NewsForm(data={"countries": only, "language": current_language()})
    form.prepare(known, partnerships)
    return form
