"""The room's mails: in the recipient's language, queued in the transaction of what they tell of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from matchmaking.accounts.models import Person
from matchmaking.mail.services import queue
from matchmaking.organisations.models import Organisation
from matchmaking.web.settings import absolute_url, settings


def _subject(name: str, organisation: Organisation) -> str:
    subjects = {
        "published": _("%(organisation)s is published", organisation=organisation.name),
        "sent_back": _("Please complete the profile of %(organisation)s", organisation=organisation.name),
        "suspended": _("%(organisation)s is suspended", organisation=organisation.name),
        "joiner": _("Somebody asks to join %(organisation)s", organisation=organisation.name),
        "joined": _("You belong to %(organisation)s now", organisation=organisation.name),
        "claim_approved": _("You manage %(organisation)s now", organisation=organisation.name),
        "claim_declined": _("Your claim of %(organisation)s", organisation=organisation.name),
    }
    return str(subjects[name])


def send(
    name: str, people: Iterable[Person], organisation: Organisation, *, occasion: str, now: datetime, **values: object
) -> None:
    """Queue the mail `name` to each of `people`. `occasion` tells one such mail from the next about the same thing."""
    for person in people:
        with force_locale(person.locale):
            page = {
                "person": person,
                "organisation": organisation,
                "profile_link": absolute_url("organisations.show", slug=organisation.slug),
                "edit_link": absolute_url("organisations.edit", slug=organisation.slug),
                "people_link": absolute_url("organisations.people", slug=organisation.slug),
                "mine_link": absolute_url("organisations.mine"),
                **values,
            }
            queue(
                dedupe_key=f"organisation:{name}:{organisation.id}:{person.id}:{occasion}",
                to_address=person.email,
                to_name=person.name,
                subject=f"{_subject(name, organisation)} - {settings().site_name}",
                text=render_template(f"organisations/mail/{name}.txt", **page),
                html=render_template(f"organisations/mail/{name}.html", **page),
                now=now,
            )
