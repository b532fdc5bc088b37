"""Mails to people who take part, in the language of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import render_template
from flask_babel import force_locale

from matchmaking.accounts.models import Person
from matchmaking.events.words import spoken_in
from matchmaking.mail.services import queue


def send(
    template: str,
    to: Person,
    *,
    dedupe_key: str,
    now: datetime,
    context: Mapping[str, Any],
    batch: str = "",
    calendar: str | None = None,
    calendar_method: str | None = None,
) -> bool:
    """Queue the mail `<room>/mail/<name>` for `to`, inside a transaction. False where it was queued before.

    `<template>.txt` holds the subject in its first line, then the text; `<template>.html` the same as HTML.
    Both are rendered in the person's language, with `to`, `spoken_in` and `context`.
    """
    context = {"to": to, "spoken_in": spoken_in, **context}
    with force_locale(to.locale):
        subject, _, text = render_template(f"{template}.txt", **context).partition("\n")
        html = render_template(f"{template}.html", subject=subject.strip(), **context)
    return queue(
        dedupe_key=dedupe_key,
        to_address=to.email,
        to_name=to.name,
        subject=subject.strip(),
        text=text.strip() + "\n",
        html=html,
        now=now,
        batch=batch,
        calendar=calendar,
        calendar_method=calendar_method,
    )
