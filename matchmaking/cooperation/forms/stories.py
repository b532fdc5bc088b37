"""The forms of a success story: beginning one, and its steps. Each step holds a part of what is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField
from wtforms.validators import DataRequired

from matchmaking.cooperation.entries import StoryText
from matchmaking.cooperation.forms.agreements import BAD_ADDRESS
from matchmaking.cooperation.models import Agreement, SuccessStory
from matchmaking.organisations.forms.fields import LONGEST_NAME, CheckboxesField, address, line, sector_choices, text
from matchmaking.organisations.models import Organisation, Sector

LONGEST_SUMMARY = 400
_PARAGRAPHS = _l("An empty line starts a paragraph; a line that begins with a hyphen is an item of a list.")


class BeginStoryForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Who tells it, and what it is called."""

    organisation = SelectField(_l("Your organisation"), validators=[DataRequired(_l("Choose an organisation."))])
    title = line(
        _l("Title"),
        DataRequired(_l("Enter a title.")),
        longest=LONGEST_NAME,
        description=_l("What happened, in a few words."),
    )

    def prepare(self, organisations: Iterable[Organisation]) -> None:
        """Fill in the choices."""
        self.organisation.choices = [(one.slug, one.name) for one in organisations]


class _Step(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    seen = HiddenField()
    needed: tuple[str, ...] = ()
    """What a story that is sent may not lack: these fields are not called optional."""

    def prepare(self, sectors: Iterable[Sector], agreements: Iterable[Agreement]) -> None:
        """Fill in the choices, in the reader's language."""
        for name in self.needed:
            self[name].flags.optional_unmarked = True
        if "sectors" in self:
            self["sectors"].choices = sector_choices(sectors)
            self["sectors"].flags.required = True
        if "agreement_id" in self:
            self["agreement_id"].choices = [("", _("None")), *((str(one.id), one.title) for one in agreements)]

    def fill(self, story: SuccessStory, stored: StoryText) -> None:
        """Show what is stored."""
        self.seen.data = str(story.version)
        for name in self.own:
            value = getattr(stored, name)
            self[name].data = list(value) if name == "sectors" else value or ""

    def to_text(self, stored: StoryText) -> StoryText:
        """What was written, of a form that has been validated; `stored` fills in what the other steps hold."""
        return replace(stored, **{name: self.value_of(name) for name in self.own})

    def value_of(self, name: str) -> Any:
        """One field as a story holds it."""
        value = self[name].data
        if name == "sectors":
            return tuple(value or ())
        if name == "agreement_id":
            return int(value) if value else None
        return value or ""

    @property
    def own(self) -> list[str]:
        """The names of a story's texts that this step holds."""
        return [part.name for part in fields(StoryText) if part.name in self]


class AboutStep(_Step):
    """What it is called, in which sectors it happened, and the agreement behind it."""

    needed = ("summary",)
    title = line(_l("Title"), DataRequired(_l("Enter a title.")), longest=LONGEST_NAME)
    summary = text(
        _l("In short"),
        longest=LONGEST_SUMMARY,
        description=_l("One or two sentences for somebody who has never heard of you."),
        render_kw={"rows": 3},
    )
    sectors = CheckboxesField(_l("Sectors"))
    subsectors = text(
        _l("Sub-sectors"),
        longest=LONGEST_NAME,
        description=_l("In your own words, one a line."),
        render_kw={"rows": 2},
    )
    agreement_id = SelectField(
        _l("Agreement behind it"), description=_l("Of those in the register between your partners.")
    )

    def fill(self, story: SuccessStory, stored: StoryText) -> None:
        super().fill(story, stored)
        self.agreement_id.data = "" if stored.agreement_id is None else str(stored.agreement_id)


class CooperationStep(_Step):
    """Who the partners are, and what they did."""

    needed = ("context", "cooperation_type", "objective")
    context = text(
        _l("Context"),
        description=_l("Who the partners are: since when, how many members, what they stand for."),
        render_kw={"rows": 6},
    )
    cooperation_type = line(
        _l("Type of cooperation"),
        longest=LONGEST_NAME,
        description=_l("In a few words: “knowledge and business sharing”."),
    )
    cooperation = text(_l("How it came about, and what was done"), description=_PARAGRAPHS, render_kw={"rows": 6})
    objective = text(_l("Objective"), description=_l("What it was to achieve."), render_kw={"rows": 4})


class ResultsStep(_Step):
    """What came of it, who supported it, and where one can read about it."""

    needed = ("results", "source_document")
    policy_support = text(
        _l("Policy support"),
        description=_l("Programmes, ministries and regions that helped. Name offices rather than persons."),
        render_kw={"rows": 4},
    )
    results = text(
        _l("Results"),
        description=_l("What came of it for you and your members. Figures convince."),
        render_kw={"rows": 6},
    )
    source_document = line(
        _l("Source"),
        longest=LONGEST_NAME,
        description=_l("Where one can read about it; “told by the partners” where it stands nowhere yet."),
    )
    source_url = address(_l("Its address"), BAD_ADDRESS)


STEPS: dict[str, type[_Step]] = {"about": AboutStep, "cooperation": CooperationStep, "results": ResultsStep}
"""The steps that are forms, in their order; the partners are chosen on a page of their own after the first."""
