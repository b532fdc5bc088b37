"""Mails about agreements and stories: in the recipient's language, queued in the transaction of what they tell of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from matchmaking.accounts.models import Person
from matchmaking.accounts.plain_text import one_line
from matchmaking.cooperation.models import Agreement
from matchmaking.cooperation.queries.entry_access import Entry
from matchmaking.mail.services import queue
from matchmaking.web.settings import absolute_url, settings


def send(name: str, people: Iterable[Person], entry: Entry, *, now: datetime, note: str = "") -> None:
    """Queue the mail `name` (published, sent_back, withdrawn) about `entry` to each of `people`."""
    show = "cooperation.show_agreement" if isinstance(entry, Agreement) else "cooperation.show_story"
    for person in people:
        with force_locale(person.locale):
            page = {
                "person": person,
                "entry": entry,
                "is_agreement": isinstance(entry, Agreement),
                "note": note,
                "link": absolute_url(show, slug=entry.slug),
                "mine_link": absolute_url("cooperation.my_entries"),
            }
            queue(
                dedupe_key=f"{entry.__tablename__}:{name}:{entry.id}:{person.id}:{entry.version}",
                to_address=person.email,
                to_name=person.name,
                subject=f"{_subject(name, entry)} - {settings().site_name}",
                text=render_template(f"cooperation/mail/entry_{name}.txt", **page),
                html=render_template(f"cooperation/mail/entry_{name}.html", **page),
                now=now,
            )


def _subject(name: str, entry: Entry) -> str:
    title = one_line(entry.title) or ""
    subjects = {
        "published": _("Published: %(title)s", title=title),
        "sent_back": _("Please complete: %(title)s", title=title),
        "withdrawn": _("Withdrawn: %(title)s", title=title),
    }
    return str(subjects[name])
