"""Reading people."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination

from matchmaking.accounts.models import Person, Role, RoleName, person_role
from matchmaking.db import db, session
from matchmaking.errors import NotFound

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Census:
    """How many people have an account, how many of them confirmed, and who may do more."""

    people: int
    confirmed: int
    organisers: int
    administrators: int


def census() -> Census:
    """The numbers of the administrator's overview, in two queries."""
    people, confirmed = session().execute(sa.select(sa.func.count(), sa.func.count(Person.confirmed_at))).one()
    rows = session().execute(sa.select(Role.name, sa.func.count()).join(person_role).group_by(Role.name))
    held = {name: count for name, count in rows}  # noqa: C416 -- dict() does not take rows for pairs
    return Census(people, confirmed, held.get(RoleName.ORGANISER, 0), held.get(RoleName.ADMINISTRATOR, 0))


def people(*, page: int, q: str = "", role: RoleName | None = None) -> Pagination:
    """A page of the people whose name or address holds `q`, by name."""
    query = sa.select(Person).order_by(sa.func.lower(Person.name), Person.id)
    for word in q.split()[:8]:
        query = query.where(
            Person.name.icontains(word, autoescape=True) | Person.email.icontains(word, autoescape=True)
        )
    if role is not None:
        query = query.where(Person.roles.any(Role.name == role))
    return db.paginate(query, page=page, per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)


def person_by_id(person_id: int) -> Person:
    """The person; NotFound where there is none."""
    found = session().get(Person, person_id)
    if found is None:
        raise NotFound
    return found


def person_by_email(email: str) -> Person:
    """The person with this address, in any case; NotFound where there is none."""
    found = session().scalar(sa.select(Person).where(sa.func.lower(Person.email) == email.lower()))
    if found is None:
        raise NotFound(f"Nobody has the address {email}.")
    return found
