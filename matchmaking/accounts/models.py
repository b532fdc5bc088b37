"""People and their roles."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_security.core import RoleMixin, UserMixin
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.db import Id, Model


class RoleName(StrEnum):
    """What an administrator may grant a person beyond being a member."""

    ADMINISTRATOR = "administrator"
    ORGANISER = "organiser"


person_role = sa.Table(
    "person_role",
    Model.metadata,
    sa.Column("person_id", sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("role_id", sa.ForeignKey("role.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Role(Model, RoleMixin):
    """A role that an administrator grants."""

    __tablename__ = "role"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str] = mapped_column(server_default="")
    permissions: Mapped[list[Any] | None] = mapped_column(MutableList.as_mutable(sa.JSON()))  # Flask-Security's own


def _new_token() -> str:
    return secrets.token_urlsafe(32)


class Person(Model, UserMixin):
    """A person with an account; a *member* once the e-mail address is confirmed."""

    __tablename__ = "person"
    __table_args__ = (sa.Index("uq_person_email_lower", sa.text("lower(email)"), unique=True),)

    id: Mapped[Id]
    email: Mapped[str]
    name: Mapped[str] = mapped_column(server_default="")
    locale: Mapped[str] = mapped_column(server_default="en")
    time_zone: Mapped[str] = mapped_column(server_default="Europe/Brussels")
    feed_token: Mapped[str] = mapped_column(default=_new_token, unique=True)
    """Opens the person's calendar feed without sign-in; renewed when it may have leaked."""
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))

    # What Flask-Security needs, by its own names; its base class promises more than a new row has.
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(server_default=sa.true(), default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    confirmed_at: Mapped[datetime | None]
    current_login_at: Mapped[datetime | None]  # type: ignore[assignment]  # see above
    last_login_at: Mapped[datetime | None]  # type: ignore[assignment]  # see above
    current_login_ip: Mapped[str | None]
    last_login_ip: Mapped[str | None]
    login_count: Mapped[int | None]  # type: ignore[assignment]  # see above

    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # see above
        secondary=person_role, lazy="selectin"
    )

    def has(self, role: RoleName) -> bool:
        """True when an administrator has granted `role`; an administrator has every role."""
        names = {held.name for held in self.roles}
        return role in names or RoleName.ADMINISTRATOR in names

    @property
    def is_administrator(self) -> bool:
        return self.has(RoleName.ADMINISTRATOR)

    @property
    def is_member(self) -> bool:
        """Signed up, confirmed and not closed: may take part."""
        return self.active and self.confirmed_at is not None
