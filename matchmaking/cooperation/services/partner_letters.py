"""The weekly mail of new matches, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import render_template
from flask_babel import force_locale, ngettext

from matchmaking.cooperation.models import PartnerSearch
from matchmaking.cooperation.partner_words import reasons
from matchmaking.cooperation.queries.partners import Suggestion
from matchmaking.mail.services import queue
from matchmaking.organisations.queries import sectors
from matchmaking.web.locale import current_language
from matchmaking.web.settings import absolute_url, settings


def send_news(kept: PartnerSearch, news: Sequence[Suggestion], *, occasion: datetime, now: datetime) -> None:
    """Queue one mail that names the new matches with their reasons, and how to hear no more of them."""
    person = kept.person
    with force_locale(person.locale):
        language = current_language()
        names = {sector.code: sector.name(language) for sector in sectors()}
        subject = ngettext(
            "%(num)s new match for “%(name)s”", "%(num)s new matches for “%(name)s”", len(news), name=kept.name
        )
        page = {
            "person": person,
            "search": kept,
            "news": [
                (
                    one,
                    absolute_url("organisations.show", slug=one.organisation.slug),
                    reasons(one.fit, names),
                )
                for one in news
            ],
            "search_link": absolute_url("cooperation.partners", organisation=kept.organisation.slug, **kept.criteria),
            "stop_link": absolute_url("cooperation.stop_partner_mails", search_id=kept.id, token=kept.token),
        }
        queue(
            dedupe_key=f"partner_search:{kept.id}:{occasion.isoformat()}",
            to_address=person.email,
            to_name=person.name,
            subject=f"{subject} - {settings().site_name}",
            text=render_template("cooperation/mail/new_partners.txt", **page),
            html=render_template("cooperation/mail/new_partners.html", **page),
            now=now,
        )
