"""The words of this room in the reader's language: states, reasons, problems, objectives."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from matchmaking.engine import Objective, Reason
from matchmaking.meetings.plan_application import Changes
from matchmaking.scheduling.models import PlanState, Problem, RunState
from matchmaking.scheduling.names import slot_name
from matchmaking.scheduling.status import RunStatus

__all__ = ["slot_name"]

RUN_STATES = {
    RunState.QUEUED: (_l("waiting"), "waiting"),
    RunState.RUNNING: (_l("computing"), "info"),
    RunState.DONE: (_l("done"), "fine"),
    RunState.INFEASIBLE: (_l("impossible"), "problem"),
    RunState.FAILED: (_l("failed"), "problem"),
    RunState.STOPPED: (_l("stopped"), "neutral"),
}
"""The word for a state, and which of the meanings it has."""

PLAN_STATES = {
    PlanState.DRAFT: (_l("draft"), "waiting"),
    PlanState.RELEASED: (_l("in force"), "fine"),
    PlanState.SUPERSEDED: (_l("replaced"), "neutral"),
}

PROBLEMS = {
    Problem.CRASHED: _l("The computation failed, and the service's log says why. Nothing has changed: try again."),
    Problem.EVENT_CHANGED: _l("Slots, tables or requests changed while it computed. Compute again."),
    Problem.GIVEN_UP: _l("The worker stopped three times while it computed. Try fewer seconds, or ask for help."),
    Problem.TIME_RAN_OUT: _l("The time ran out before any plan was found. Allow more seconds."),
    Problem.STOPPED_EARLY: _l("It was stopped before a plan was found."),
}

REASONS = {
    Reason.NO_COMMON_SLOT: _l("Never free at the same time"),
    Reason.PARTICIPANT_FULL: _l("One of the two has no room for another meeting"),
    Reason.TABLES_FULL: _l("Every table is taken when both are free"),
    Reason.PRECEDENCE: _l("Another meeting has to come first"),
    Reason.OUTWEIGHED: _l("Other requests count for more in the times that are left"),
    Reason.TIME_LIMIT: _l("The time ran out before a place was found or ruled out"),
}
"""Why a request has no place, most hopeless first."""

OBJECTIVES = {
    Objective.WEIGHT: _l("Weight placed"),
    Objective.FAIRNESS: _l("Fairness"),
    Objective.BREAKS: _l("Breaks"),
    Objective.IDLE: _l("Idle slots in breaks"),
    Objective.MOVES: _l("Changes of table"),
    Objective.CHANGES: _l("Meetings that change"),
}

DOING = {
    Objective.WEIGHT: _l("Placing as many of the requests as possible, the weightiest first"),
    Objective.FAIRNESS: _l("Giving everybody a fair share of their requests"),
    Objective.BREAKS: _l("Taking breaks out of people's days"),
    Objective.IDLE: _l("Making breaks shorter"),
    Objective.MOVES: _l("Sparing people changes of table"),
    Objective.CHANGES: _l("Keeping what people were told"),
}


def reason(value: str) -> str:
    """Why a request has no place; a reason of an older version stays as it is."""
    return str(REASONS[Reason(value)]) if value in set(Reason) else value


def objective(value: str) -> str:
    """What an objective measures."""
    return str(OBJECTIVES[Objective(value)]) if value in set(Objective) else value


def run_sentence(status: RunStatus, names: Mapping[str, str]) -> str:
    """What a run is doing, or came to, as a sentence or two."""
    run = status.run
    match run.state:
        case RunState.QUEUED:
            return _waiting(status)
        case RunState.RUNNING:
            return _computing(status)
        case RunState.INFEASIBLE:
            listed = "; ".join(names.get(each, each) for each in run.problem.split())
            return str(_("No plan is possible: these cannot all hold together: %(conflict)s.", conflict=listed))
        case RunState.STOPPED if not run.problem and run.plan is not None:
            return str(_("It was stopped. The best plan found until then is draft %(number)s.", number=run.plan.number))
        case RunState.DONE if run.plan is not None:
            return str(_("The plan is computed and checked: plan %(number)s.", number=run.plan.number))
        case _:
            return str(PROBLEMS[Problem(run.problem)]) if run.problem in set(Problem) else _("It was stopped.")


def _waiting(status: RunStatus) -> str:
    if status.taken_over:
        return str(_("The worker that computed it has stopped. Another one takes over."))
    if status.waits_long:
        return str(
            _("No worker has taken it yet; is one running? If another plan is being computed, it comes after that.")
        )
    return str(_("It waits for a worker."))


def _computing(status: RunStatus) -> str:
    if status.is_stopping:
        return str(_("Stopping. The best plan found so far becomes the draft."))
    doing = DOING.get(Objective(status.objective)) if status.objective in set(Objective) else None
    sentence = f"{doing}." if doing else _("Reading the requests and setting up.")
    if status.taken_over:
        return f"{_('The first worker stopped; another has taken over.')} {sentence}"
    return sentence


def changes_sentence(changes: Changes) -> str:
    """What a release changes: "58 people will be told; 140 meetings are new, 2 move, 1 is cancelled"."""
    if not changes.people:
        return str(_("Nobody will be told: every meeting stays as it is."))
    parts = [
        ngettext("%(num)s meeting is new", "%(num)s meetings are new", changes.new),
        ngettext("%(num)s moves", "%(num)s move", changes.moved),
        ngettext("%(num)s is cancelled", "%(num)s are cancelled", changes.cancelled) if changes.cancelled else "",
        ngettext("%(num)s stays as it is", "%(num)s stay as they are", changes.unchanged) if changes.unchanged else "",
    ]
    told = ngettext("%(num)s person will be told", "%(num)s people will be told", changes.people)
    return str(_("%(told)s; %(changes)s.", told=told, changes=", ".join(part for part in parts if part)))
