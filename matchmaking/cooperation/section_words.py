"""The words for the sections of a country's page: their names, and what is looked for where one is empty."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matchmaking.cooperation.models import RevisionState, SectionKind

KINDS = {
    SectionKind.INTRODUCTION: _l("Introduction"),
    SectionKind.CONTEXT: _l("Economic and political context"),
    SectionKind.COMMUNITY: _l("Cluster community"),
    SectionKind.POLICIES: _l("Cluster policies"),
    SectionKind.OPPORTUNITIES: _l("Cooperation opportunities"),
}

PROPOSAL_STATES = {
    RevisionState.PROPOSED: (_l("waits for an answer"), "waiting"),
    RevisionState.PUBLISHED: (_l("accepted"), "fine"),
    RevisionState.DECLINED: (_l("declined"), "neutral"),
}
"""For each state of a proposal its word and its meaning (see macros/lists.html)."""

WANTED = {
    SectionKind.INTRODUCTION: _l(
        "We are looking for a few sentences that introduce this country to somebody who manages a cluster elsewhere: "
        "its ties with other countries, what its clusters are known for, and where to begin a search."
    ),
    SectionKind.CONTEXT: _l(
        "We are looking for what an SME should know before it does business there: how large and how open the economy "
        "is, which trade agreements hold, and which industries the government puts first."
    ),
    SectionKind.COMMUNITY: _l(
        "We are looking for an overview of the clusters there: how many there are, in which regions and sectors, "
        "who speaks for them, and where they are listed."
    ),
    SectionKind.POLICIES: _l(
        "We are looking for the programmes that support clusters there and their way abroad: who runs them, how much "
        "money there is and until when, and what a partner from another country can take part in."
    ),
    SectionKind.OPPORTUNITIES: _l(
        "We are looking for ways to work with clusters and SMEs there: sectors in which partners are wanted, networks "
        "and partnerships that exist, examples that went well, and whom to ask first."
    ),
}
"""What somebody who knows the country could tell in a section that is empty."""
