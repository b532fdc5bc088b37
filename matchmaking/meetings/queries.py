"""Reading meeting requests. What people wrote to each other is for those two and the organiser alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import aliased, joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from matchmaking.db import db, session
from matchmaking.errors import NotFound
from matchmaking.events.models import Event
from matchmaking.meetings.models import Meeting, MeetingRequest, MeetingState, Priority, RequestState
from matchmaking.registrations.models import Registration, RegistrationState

PAGE_SIZE = 20
ORGANISER_PAGE_SIZE = 50
MOST_MUSTS = 5
"""How many living requests of one person may have the priority *must*."""
LIVING = (RequestState.PENDING, RequestState.ACCEPTED)


def waiting(registration: Registration) -> int:
    """How many requests wait for this participant's answer."""
    return (
        session().scalar(
            sa.select(sa.func.count())
            .select_from(MeetingRequest)
            .where(MeetingRequest.to_id == registration.id, MeetingRequest.state == RequestState.PENDING)
        )
        or 0
    )


def request_of(registration: Registration, request_id: int) -> MeetingRequest:
    """A request that `registration` has sent or received, with both sides. Raises NotFound for anybody else's."""
    found = session().scalar(
        sa.select(MeetingRequest)
        .where(
            MeetingRequest.id == request_id,
            sa.or_(MeetingRequest.from_id == registration.id, MeetingRequest.to_id == registration.id),
        )
        .options(*both_sides())
    )
    if found is None:
        raise NotFound("no such request of this participant")
    return found


def received(registration: Registration, *, page: int) -> Pagination:
    """A page of the requests to `registration`: those that wait first, then the newest."""
    return _own(MeetingRequest.to_id == registration.id, page)


def sent(registration: Registration, *, page: int) -> Pagination:
    """A page of the requests from `registration`: those that wait first, then the newest."""
    return _own(MeetingRequest.from_id == registration.id, page)


def own_counts(registration: Registration) -> dict[str, int]:
    """How many requests this participant has `received`, and `sent`."""
    row = (
        session()
        .execute(
            sa.select(
                sa.func.count().filter(MeetingRequest.to_id == registration.id).label("received"),
                sa.func.count().filter(MeetingRequest.from_id == registration.id).label("sent"),
            ).where(sa.or_(MeetingRequest.to_id == registration.id, MeetingRequest.from_id == registration.id))
        )
        .one()
    )
    return {"received": row.received, "sent": row.sent}


def musts_left(registration: Registration) -> int:
    """How many more requests this participant may send with the priority *must*."""
    used = session().scalar(
        sa.select(sa.func.count())
        .select_from(MeetingRequest)
        .where(
            MeetingRequest.state.in_(LIVING),
            sa.or_(
                sa.and_(MeetingRequest.from_id == registration.id, MeetingRequest.priority == Priority.MUST),
                sa.and_(MeetingRequest.to_id == registration.id, MeetingRequest.return_priority == Priority.MUST),
            ),
        )
    )
    return max(0, MOST_MUSTS - (used or 0))


def latest_with_others(registration: Registration) -> Mapping[int, MeetingRequest]:
    """By the other side's registration id, what was last asked between them; living ones before ended ones."""
    rows = session().scalars(
        sa.select(MeetingRequest)
        .where(sa.or_(MeetingRequest.from_id == registration.id, MeetingRequest.to_id == registration.id))
        .order_by(MeetingRequest.state.in_(LIVING), MeetingRequest.id)
    )
    return {request.to_id if request.from_id == registration.id else request.from_id: request for request in rows}


def living_between(one: Registration, other: Registration) -> MeetingRequest | None:
    """The pending or accepted request between two participants, whoever asked."""
    return session().scalar(
        sa.select(MeetingRequest)
        .where(
            sa.or_(
                sa.and_(MeetingRequest.from_id == one.id, MeetingRequest.to_id == other.id),
                sa.and_(MeetingRequest.from_id == other.id, MeetingRequest.to_id == one.id),
            ),
            MeetingRequest.state.in_(LIVING),
        )
        .execution_options(populate_existing=True)
    )


def accepted_requests(event: Event) -> Sequence[MeetingRequest]:
    """What a plan of `event` is made of: the accepted requests of people who still take part, by id."""
    return session().scalars(_to_plan(event).options(*both_sides()).order_by(MeetingRequest.id)).all()


def accepted_request_ids(event: Event) -> set[int]:
    """The ids of `accepted_requests` alone, which is quick for any number of them."""
    return set(session().scalars(_to_plan(event).with_only_columns(MeetingRequest.id)))


def _to_plan(event: Event) -> sa.Select[MeetingRequest]:
    sender, recipient = aliased(Registration), aliased(Registration)
    return (
        sa.select(MeetingRequest)
        .join(sender, MeetingRequest.sender.of_type(sender))
        .join(recipient, MeetingRequest.recipient.of_type(recipient))
        .where(
            MeetingRequest.event_id == event.id,
            MeetingRequest.state == RequestState.ACCEPTED,
            sender.state == RegistrationState.APPROVED,
            recipient.state == RegistrationState.APPROVED,
        )
    )


def has_declined(one: Registration, asker: Registration) -> bool:
    """True where `one` has declined a request of `asker`."""
    declined = sa.exists().where(
        MeetingRequest.from_id == asker.id,
        MeetingRequest.to_id == one.id,
        MeetingRequest.state == RequestState.DECLINED,
    )
    return bool(session().scalar(sa.select(declined)))


def agreed_without_meeting(registration: Registration) -> Sequence[MeetingRequest]:
    """What this participant has agreed to and no plan has placed yet, by id; at most `ORGANISER_PAGE_SIZE`."""
    return (
        session()
        .scalars(
            sa.select(MeetingRequest)
            .outerjoin(MeetingRequest.meeting)
            .where(
                sa.or_(MeetingRequest.from_id == registration.id, MeetingRequest.to_id == registration.id),
                MeetingRequest.state == RequestState.ACCEPTED,
                sa.or_(Meeting.id.is_(None), Meeting.state == MeetingState.CANCELLED),
            )
            .options(*both_sides())
            .order_by(MeetingRequest.id)
            .limit(ORGANISER_PAGE_SIZE)
        )
        .all()
    )


def counts(event: Event) -> dict[RequestState, int]:
    """How many requests of `event` are in each state."""
    rows = session().execute(
        sa.select(MeetingRequest.state, sa.func.count())
        .where(MeetingRequest.event_id == event.id)
        .group_by(MeetingRequest.state)
    )
    found = dict.fromkeys(RequestState, 0)
    found.update(dict(rows.all()))
    return found


def scheduled(event: Event) -> int:
    """How many meetings of `event` are scheduled."""
    return (
        session().scalar(
            sa.select(sa.func.count())
            .select_from(Meeting)
            .where(Meeting.event_id == event.id, Meeting.state == MeetingState.SCHEDULED)
        )
        or 0
    )


def listing(event: Event, *, state: RequestState | None, page: int) -> Pagination:
    """A page of all requests of `event`, for its organisers: the newest first."""
    query = (
        sa.select(MeetingRequest)
        .where(MeetingRequest.event_id == event.id)
        .options(*both_sides(), *with_meeting())
        .order_by(MeetingRequest.id.desc())
    )
    if state is not None:
        query = query.where(MeetingRequest.state == state)
    return db.paginate(
        query, page=page, per_page=ORGANISER_PAGE_SIZE, max_per_page=ORGANISER_PAGE_SIZE, error_out=False
    )


def pairs(event: Event) -> Sequence[tuple[int, int]]:
    """Who would meet whom if every living request came to a meeting: pairs of registration ids."""
    rows = session().execute(
        sa.select(MeetingRequest.from_id, MeetingRequest.to_id).where(
            MeetingRequest.event_id == event.id, MeetingRequest.state.in_(LIVING)
        )
    )
    return [(one, other) for one, other in rows]


def both_sides() -> tuple[_AbstractLoad, ...]:
    """Loads the two registrations of a request with their people and organisations."""
    return tuple(
        joinedload(side).options(joinedload(Registration.person), joinedload(Registration.organisation))
        for side in (MeetingRequest.sender, MeetingRequest.recipient)
    )


def with_meeting() -> tuple[_AbstractLoad, ...]:
    """Loads what came of a request: its meeting with slot and table."""
    return (joinedload(MeetingRequest.meeting).options(joinedload(Meeting.slot), joinedload(Meeting.table)),)


def whole_meeting() -> tuple[_AbstractLoad, ...]:
    """Loads all that a page, a mail or a calendar tells of a meeting."""
    return (
        joinedload(Meeting.slot),
        joinedload(Meeting.table),
        joinedload(Meeting.event),
        selectinload(Meeting.attendances),
        joinedload(Meeting.request).options(*both_sides()),
    )


def _own(whose: sa.ColumnElement[bool], page: int) -> Pagination:
    query = (
        sa.select(MeetingRequest)
        .where(whose)
        .options(*both_sides(), *with_meeting())
        .order_by(MeetingRequest.state != RequestState.PENDING, MeetingRequest.id.desc())
    )
    return db.paginate(query, page=page, per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)
