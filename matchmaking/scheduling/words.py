"""The words of this room in the reader's language: states, reasons, problems, objectives."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.engine import Objective, Reason
from matchmaking.meetings.plan_application import Changes
from matchmaking.scheduling.models import Plan, PlanState, Problem, RunKind, RunState
from matchmaking.scheduling.names import slot_name
from matchmaking.scheduling.status import RunStatus

__all__ = ["slot_name"]

RUN_KINDS = {RunKind.PLAN: _l("New plan"), RunKind.REPAIR: _l("Repair")}

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
    Problem.TOO_LARGE: _l(
        "The event is too large for the memory that a computation may take. "
        "Whoever runs this service can allow more; fewer slots or accepted requests help too."
    ),
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


SEARCHING = {
    "constructing": _l("Reading the requests and building a first plan"),
    "finding": _l("Looking for a plan that holds all that is required"),
    "explaining conflict": _l("No plan seems possible: finding out what cannot hold together"),
    "seating": _l("Giving out the tables"),
    "explaining": _l("Finding out why what is left does not fit, and what would help"),
}
"""What the engine does in each of its states; while it is improving, the objective says more."""

MEANINGS = {
    Objective.WEIGHT: _l("Each request counts by its priority, by who asked, and by how well the two suit each other."),
    Objective.FAIRNESS: _l("Everybody gets at least this share of their requests."),
    Objective.BREAKS: _l("Gaps between two meetings of one person, all people together."),
    Objective.IDLE: _l("Free slots inside those gaps."),
    Objective.MOVES: _l("How often somebody's next meeting is at another table."),
    Objective.CHANGES: _l("Meetings that people have been told of, and that move or are cancelled."),
}
"""What the number of an objective stands for."""


def meaning(value: str) -> str:
    """What the number of an objective stands for, as a sentence."""
    return str(MEANINGS[Objective(value)]) if value in set(Objective) else ""


def amount(objective: str, number: int) -> str:
    """A value of an objective: "1,240", "66 %"."""
    if objective == Objective.FAIRNESS:
        return str(_("%(share)s %%", share=format_decimal(number)))
    return str(format_decimal(number))


def proof(objective: str, value: int, bound: int) -> str:
    """How near a value is to what is possible, among plans as good in what counts for more."""
    proven, limit = value == bound, amount(objective, bound)
    match objective:
        case Objective.WEIGHT:
            said = _("no plan places more") if proven else _("no plan places more than %(bound)s", bound=limit)
        case Objective.FAIRNESS:
            said = _("no plan gives more") if proven else _("no plan gives more than %(bound)s", bound=limit)
        case _ if proven:
            said = _("none of them can be avoided") if value else _("none at all")
        case _ if not bound:
            said = _("perhaps all of them can be avoided")
        case _:
            said = ngettext("at least %(num)s is unavoidable", "at least %(num)s are unavoidable", bound)
    return str(said)


def told_changes(plan: Plan) -> int | None:
    """How many meetings that people had been told of `plan` moves or drops; None where none had been told."""
    return next((item["value"] for item in plan.objective if item["name"] == Objective.CHANGES), None)


def fewest_changes(plan: Plan) -> str:
    """How near a repair is to the fewest changes possible, as a sentence; empty for another plan."""
    found = next((item for item in plan.objective[:1] if item["name"] == Objective.CHANGES), None)
    if found is None:
        return ""
    if not found["value"]:
        return str(_("Every meeting that people had been told of stays as it is."))
    if not found["bound"]:
        return str(_("Whether fewer meetings could change is not known; with more seconds it may be."))
    if found["value"] == found["bound"]:
        return str(_("Proven: no plan changes fewer of the meetings that people had been told of."))
    return str(
        ngettext(
            "Of the meetings that people had been told of, at least %(num)s has to change.",
            "Of the meetings that people had been told of, at least %(num)s have to change.",
            found["bound"],
        )
    )


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
            return _done(run.kind, run.plan)
        case _:
            return str(PROBLEMS[Problem(run.problem)]) if run.problem in set(Problem) else _("It was stopped.")


def _done(kind: RunKind, plan: Plan) -> str:
    if kind is RunKind.REPAIR:
        return str(_("The repair is computed and checked: plan %(number)s.", number=plan.number))
    return str(_("The plan is computed and checked: plan %(number)s.", number=plan.number))


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
    doing = SEARCHING.get(status.doing)
    if doing is None and status.objective in set(Objective):
        doing = DOING[Objective(status.objective)]
    sentence = f"{doing or SEARCHING['constructing']}."
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
