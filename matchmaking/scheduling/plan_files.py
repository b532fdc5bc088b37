"""A stored plan as the engine's plan, for the file that the organiser takes home."""

from __future__ import annotations

from matchmaking import engine
from matchmaking.events.models import Event
from matchmaking.scheduling.models import Plan


def stored_plan(event: Event, plan: Plan) -> engine.Plan:
    """`plan` with the ids of the event's instance; its bounds and reasons as the engine gave them."""
    return engine.Plan(
        instance=event.slug,
        status=engine.Status(plan.status),
        meetings=tuple(
            engine.Placement(
                f"m{item.request_id}",
                f"s{item.slot_id}",
                f"t{item.table_id}" if item.table_id is not None else None,
            )
            for item in plan.placed
        ),
        unplaced=tuple(
            engine.Unplaced(f"m{item.request_id}", engine.Reason(item.reason), item.detail, item.remedy)
            for item in plan.unplaced
        ),
        objective=tuple(
            engine.ObjectiveValue(engine.Objective(item["name"]), item["value"], item["bound"])
            for item in plan.objective
        ),
        seconds=plan.seconds,
    )
