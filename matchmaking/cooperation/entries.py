"""An agreement or a story as plain values: what a form carries, what is compared, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import gettext as _

from matchmaking.audit.changes import changed
from matchmaking.cooperation.models import Agreement, AgreementKind, AgreementParty, StoryPartner, SuccessStory
from matchmaking.organisations.models import OrganisationState
from matchmaking.organisations.profile import Gap

FEWEST_PARTIES = 2
FEWEST_IN_NETWORK = 3


@dataclass(frozen=True, slots=True)
class AgreementText:
    """All that people write about an agreement; its parties are chosen one by one."""

    title: str
    kind: AgreementKind
    sectors: tuple[str, ...] = ()
    signed: str = ""
    runs_until: str = ""
    description: str = ""
    source_document: str = ""
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class StoryText:
    """All that people write about a cooperation; its partners are chosen one by one."""

    title: str
    summary: str = ""
    sectors: tuple[str, ...] = ()
    subsectors: str = ""
    agreement_id: int | None = None
    context: str = ""
    cooperation_type: str = ""
    cooperation: str = ""
    objective: str = ""
    policy_support: str = ""
    results: str = ""
    source_document: str = ""
    source_url: str = ""


def text_of_agreement(agreement: Agreement) -> AgreementText:
    """What is stored now."""
    return AgreementText(
        title=agreement.title,
        kind=agreement.kind,
        sectors=tuple(sorted(sector.code for sector in agreement.sectors)),
        signed=agreement.signed,
        runs_until=agreement.runs_until,
        description=agreement.description,
        source_document=agreement.source_document,
        source_url=agreement.source_url,
    )


def text_of_story(story: SuccessStory) -> StoryText:
    """What is stored now."""
    return StoryText(
        title=story.title,
        summary=story.summary,
        sectors=tuple(sorted(sector.code for sector in story.sectors)),
        subsectors=story.subsectors,
        agreement_id=story.agreement_id,
        context=story.context,
        cooperation_type=story.cooperation_type,
        cooperation=story.cooperation,
        objective=story.objective,
        policy_support=story.policy_support,
        results=story.results,
        source_document=story.source_document,
        source_url=story.source_url,
    )


def changes(
    before: AgreementText | StoryText, after: AgreementText | StoryText
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that differ, as plain JSON values: as they were, and as they are."""
    return changed(_plain(before), _plain(after))


def _plain(text: AgreementText | StoryText) -> dict[str, Any]:
    plain = asdict(text)
    plain["sectors"] = sorted(text.sectors)
    if isinstance(text, AgreementText):
        plain["kind"] = text.kind.value
    return plain


def shown_parties(agreement: Agreement) -> list[AgreementParty]:
    """The parties whose profiles everybody may see."""
    return [party for party in agreement.parties if party.organisation.state is OrganisationState.PUBLISHED]


def shown_partners(story: SuccessStory) -> list[StoryPartner]:
    """The partners that are only named, and those whose profiles everybody may see."""
    return [
        partner
        for partner in story.partners
        if partner.organisation is None or partner.organisation.state is OrganisationState.PUBLISHED
    ]


def gaps(entry: Agreement | SuccessStory) -> list[Gap]:
    """What must be added before the entry can be sent, in the order of its pages."""
    return list(_agreement_gaps(entry) if isinstance(entry, Agreement) else _story_gaps(entry))


def _agreement_gaps(agreement: Agreement) -> Iterator[Gap]:
    parties = len(agreement.parties)
    if agreement.kind is AgreementKind.NETWORK and parties < FEWEST_IN_NETWORK:
        yield Gap("parties", _("Add the members of the network: it has three or more."))
    elif parties < FEWEST_PARTIES:
        yield Gap("parties", _("Add the organisation with which it was made."))
    if not agreement.sectors:
        yield Gap("sectors", _("Choose at least one sector."))
    if not agreement.source_document:
        yield Gap("source_document", _("Say where one can read about it."))


def _story_gaps(story: SuccessStory) -> Iterator[Gap]:
    if not story.summary:
        yield Gap("summary", _("Sum it up in a sentence or two."))
    if not story.sectors:
        yield Gap("sectors", _("Choose at least one sector."))
    if len(story.partners) < FEWEST_PARTIES:
        yield Gap("partners", _("Add the partner with whom you did it."))
    if not story.context:
        yield Gap("context", _("Tell who the partners are."))
    if not story.cooperation_type:
        yield Gap("cooperation_type", _("Say in a few words what kind of cooperation it is."))
    if not story.objective:
        yield Gap("objective", _("Say what it was to achieve."))
    if not story.results:
        yield Gap("results", _("Tell what came of it."))
    if not story.source_document:
        yield Gap("source_document", _("Say where one can read about it, or that you tell it yourselves."))
