"""What people change about themselves, and what administrators grant them."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_security.recoverable import generate_reset_password_token
from flask_security.utils import hash_password
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from matchmaking.accounts.models import Person, Role, RoleName, person_role
from matchmaking.accounts.notices import send
from matchmaking.audit.services import record
from matchmaking.db import broken_constraint, session, transaction
from matchmaking.errors import Conflict, Invalid


def update_preferences(person: Person, *, name: str, locale: str, time_zone: str, now: datetime) -> None:
    """Set how a person is called and how times and texts are shown to them."""
    wanted = {"name": name, "locale": locale, "time_zone": time_zone}
    with transaction():
        before = {field: getattr(person, field) for field in wanted}
        changed = {field: value for field, value in wanted.items() if before[field] != value}
        if not changed:
            return
        for field, value in changed.items():
            setattr(person, field, value)
        record(
            "person.update", person, actor=person, now=now, before={field: before[field] for field in changed},
            after=changed,
        )  # fmt: skip


def renew_feed_token(person: Person, *, now: datetime) -> None:
    """Give the person's calendar feed a new address; the old one stops at once."""
    with transaction():
        person.feed_token = secrets.token_urlsafe(32)
        record("person.renew_feed", person, actor=person, now=now)


def sign_out_everywhere(person: Person, *, now: datetime) -> None:
    """End every session of a person, this one too; mailed links that were not used yet end as well."""
    with transaction():
        person.fs_uniquifier = uuid.uuid4().hex
        record("person.sign_out_everywhere", person, actor=person, now=now)


def create_person(
    *,
    email: str,
    name: str,
    password: str | None,
    roles: Sequence[RoleName],
    now: datetime,
    locale: str = "en",
    time_zone: str = "Europe/Brussels",
) -> Person:
    """An account made by whoever runs the service; `email` is normalised already.

    With a password it can be used at once. Without, the person gets a mail with a link to choose one,
    which also confirms the address. Raises Conflict where the address has an account.
    """
    try:
        with transaction():
            person = Person(
                email=email,
                name=name,
                password=hash_password(password) if password else None,
                confirmed_at=now if password else None,
                fs_uniquifier=uuid.uuid4().hex,
                locale=locale,
                time_zone=time_zone,
                created_at=now,
            )
            session().add(person)
            record("person.create", person, actor=None, now=now)
            for role in roles:
                _grant(person, role, actor=None, now=now)
            if not password:
                token = generate_reset_password_token(person)  # type: ignore[no-untyped-call]  # untyped there
                send("invitation", person, now=now, reset_token=token)
    except IntegrityError as error:
        if broken_constraint(error) == "uq_person_email_lower":
            raise Conflict(_("%(email)s has an account already.", email=email)) from None
        raise
    return person


def grant_role(person: Person, role: RoleName, *, actor: Person | None, now: datetime) -> bool:
    """Let a person do what `role` allows. False where they could already. `actor` None: whoever runs the service."""
    with transaction():
        return _grant(person, role, actor=actor, now=now)


def _grant(person: Person, role: RoleName, *, actor: Person | None, now: datetime) -> bool:
    role_id = _lock(role)
    session().flush()
    added = session().scalar(
        insert(person_role)
        .values(person_id=person.id, role_id=role_id)
        .on_conflict_do_nothing()
        .returning(person_role.c.person_id)
    )
    if added is None:
        return False
    session().expire(person, ["roles"])
    record("person.grant_role", person, actor=actor, now=now, after={"role": role.value})
    return True


def revoke_role(person: Person, role: RoleName, *, actor: Person | None, now: datetime) -> bool:
    """Take `role` from a person. False where they did not hold it.

    Raises Invalid for the last administrator who can sign in, however many revoke at the same time.
    """
    with transaction():
        role_id = _lock(role)
        removed = session().scalar(
            sa.delete(person_role)
            .where(person_role.c.person_id == person.id, person_role.c.role_id == role_id)
            .returning(person_role.c.person_id)
        )
        if removed is None:
            return False
        if role is RoleName.ADMINISTRATOR and not _is_held(role_id):
            raise Invalid(_("Somebody must stay administrator. Make another person administrator first."))
        session().expire(person, ["roles"])
        record("person.revoke_role", person, actor=actor, now=now, before={"role": role.value})
    return True


def _lock(role: RoleName) -> int:
    """The id of the role's row, made where it is missing, locked so that grants and revocations queue up."""
    session().execute(insert(Role).values(name=role.value).on_conflict_do_nothing(index_elements=["name"]))
    return session().scalars(sa.select(Role.id).where(Role.name == role.value).with_for_update()).one()


def _is_held(role_id: int) -> bool:
    """True where somebody who can sign in holds the role."""
    holders = (
        sa.select(person_role.c.person_id)
        .join(Person, Person.id == person_role.c.person_id)
        .where(person_role.c.role_id == role_id, Person.active, Person.confirmed_at.is_not(None))
    )
    return bool(session().scalar(sa.select(holders.exists())))
