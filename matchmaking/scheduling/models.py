"""Runs of the engine and the plans that they make."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaking.accounts.models import Person
from matchmaking.db import Id, Model, choice
from matchmaking.events.models import Event, MeetingTable, Slot
from matchmaking.meetings.models import MeetingRequest


class RunKind(StrEnum):
    """What a run is for."""

    PLAN = "plan"
    """The best plan; of equally good ones, the one that changes the least."""
    REPAIR = "repair"
    """As few changes as possible to the plan in force; with that, gaps are filled."""


class RunState(StrEnum):
    """queued -> running -> done | infeasible | failed | stopped."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    INFEASIBLE = "infeasible"
    FAILED = "failed"
    STOPPED = "stopped"


class Problem(StrEnum):
    """Why a run came to nothing."""

    CRASHED = "crashed"
    TOO_LARGE = "too_large"
    """It would take more memory than it may."""
    EVENT_CHANGED = "event_changed"
    """Slots, tables or requests were taken away while it computed."""
    GIVEN_UP = "given_up"
    """Its worker died again and again."""
    TIME_RAN_OUT = "time_ran_out"
    STOPPED_EARLY = "stopped_early"
    """It was stopped before a plan was found."""


class PlanState(StrEnum):
    """draft -> released -> superseded."""

    DRAFT = "draft"
    RELEASED = "released"
    SUPERSEDED = "superseded"


class ScheduleRun(Model):
    """One computation of a plan by a worker. An event has at most one that is not finished."""

    __tablename__ = "schedule_run"
    __table_args__ = (
        sa.Index(
            "uq_schedule_run_active",
            "event_id",
            unique=True,
            postgresql_where=sa.text("state IN ('queued', 'running')"),
        ),
        sa.Index("ix_schedule_run_event_id_id", "event_id", "id"),
    )

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"))
    kind: Mapped[RunKind] = mapped_column(choice(RunKind), server_default=RunKind.PLAN, default=RunKind.PLAN)
    state: Mapped[RunState] = mapped_column(choice(RunState))
    requested_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    requested_at: Mapped[datetime]
    time_limit: Mapped[float]
    """Seconds that the engine may take."""
    attempt: Mapped[int] = mapped_column(server_default="0", default=0)
    """Rises with each claim by a worker; what an earlier claimant still writes is refused."""
    started_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    stop_requested_at: Mapped[datetime | None]
    progress: Mapped[list[Any]] = mapped_column(server_default=sa.text("'[]'"), default=list)
    """Points of the lines *best* and *bound*: {seconds, state, objective, best, bound, placed}."""
    possible: Mapped[int | None]
    """Accepted requests that the run set out to place."""
    problem: Mapped[str] = mapped_column(server_default="")
    """A value of `Problem`; for an infeasible one, the engine's ids of what cannot hold together."""

    event: Mapped[Event] = relationship()
    requested_by: Mapped[Person | None] = relationship()
    plan: Mapped[Plan | None] = relationship(back_populates="run")

    @property
    def is_active(self) -> bool:
        return self.state in {RunState.QUEUED, RunState.RUNNING}


class Plan(Model):
    """A numbered version of an event's schedule."""

    __tablename__ = "plan"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "number"),
        sa.Index("uq_plan_draft", "event_id", unique=True, postgresql_where=sa.text("state = 'draft'")),
        sa.Index("uq_plan_released", "event_id", unique=True, postgresql_where=sa.text("state = 'released'")),
    )

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[PlanState] = mapped_column(choice(PlanState))
    run_id: Mapped[int | None] = mapped_column(sa.ForeignKey("schedule_run.id"), unique=True)
    status: Mapped[str]
    """The engine's word: optimal or feasible."""
    objective: Mapped[list[Any]]
    """As in the plan file: {name, value, bound}, most important first."""
    seconds: Mapped[float]
    created_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    event: Mapped[Event] = relationship()
    run: Mapped[ScheduleRun | None] = relationship(back_populates="plan")
    released_by: Mapped[Person | None] = relationship()
    placed: Mapped[list[PlannedMeeting]] = relationship(
        back_populates="plan", cascade="all, delete-orphan", order_by="PlannedMeeting.request_id"
    )
    unplaced: Mapped[list[UnplacedRequest]] = relationship(
        back_populates="plan", cascade="all, delete-orphan", order_by="UnplacedRequest.request_id"
    )


class PlannedMeeting(Model):
    """A request's place in a plan."""

    __tablename__ = "planned_meeting"
    __table_args__ = (sa.UniqueConstraint("plan_id", "slot_id", "table_id"),)

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting_request.id"), primary_key=True, index=True)
    slot_id: Mapped[int] = mapped_column(sa.ForeignKey("slot.id"), index=True)
    table_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meeting_table.id"), index=True)

    plan: Mapped[Plan] = relationship(back_populates="placed")
    request: Mapped[MeetingRequest] = relationship()
    slot: Mapped[Slot] = relationship()
    table: Mapped[MeetingTable | None] = relationship()


class UnplacedRequest(Model):
    """An accepted request that a plan leaves out, with the engine's reason."""

    __tablename__ = "unplaced_request"

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting_request.id"), primary_key=True, index=True)
    reason: Mapped[str]
    detail: Mapped[str] = mapped_column(server_default="")
    remedy: Mapped[str | None]

    plan: Mapped[Plan] = relationship(back_populates="unplaced")
    request: Mapped[MeetingRequest] = relationship()
