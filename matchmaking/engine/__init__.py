"""The engine: who suits whom, the best schedule, its proven bound, its reasons.

Pure: the standard library and OR-Tools, nothing of the rest of the package. `docs/engine.md` explains it.

    instance = read_instance(text)
    plan = solve(instance, Limits(time_limit=30), on_progress)
    assert not check(instance, plan)
"""

import importlib
from typing import TYPE_CHECKING

from matchmaking.engine.checker import Violation, check
from matchmaking.engine.desk import Limits
from matchmaking.engine.instance import Instance
from matchmaking.engine.instance_file import read_instance, write_instance
from matchmaking.engine.partners import (
    NO_FIT,
    Corpus,
    Factor,
    Fit,
    FitCode,
    FitReason,
    Listing,
    Profile,
    Stance,
    Weights,
    fit,
)
from matchmaking.engine.parts import (
    Fixed,
    InstanceError,
    Meeting,
    Objective,
    Participant,
    Placement,
    Rules,
    Slot,
    Table,
)
from matchmaking.engine.plan import ObjectiveValue, Plan, Reason, Status, Unplaced
from matchmaking.engine.plan_file import read_plan, write_plan
from matchmaking.engine.progress import OnProgress, Progress
from matchmaking.engine.scoring import Priority, request_weight

if TYPE_CHECKING:
    from matchmaking.engine.explain.counted_conflict import explain_conflict
    from matchmaking.engine.forecasting import Forecast, forecast
    from matchmaking.engine.solver import solve

WITH_SOLVERS = {
    "Forecast": "matchmaking.engine.forecasting",
    "explain_conflict": "matchmaking.engine.explain.counted_conflict",
    "forecast": "matchmaking.engine.forecasting",
    "solve": "matchmaking.engine.solver",
}
"""Loaded when first asked for: solver libraries take a second and some memory, and web pages need none."""


if not TYPE_CHECKING:  # a type checker that saw this would take any name for one that is here

    def __getattr__(name: str) -> object:
        if name not in WITH_SOLVERS:
            raise AttributeError(name)
        return getattr(importlib.import_module(WITH_SOLVERS[name]), name)


__all__ = [
    "NO_FIT",
    "Corpus",
    "Factor",
    "Fit",
    "FitCode",
    "FitReason",
    "Fixed",
    "Forecast",
    "Instance",
    "InstanceError",
    "Limits",
    "Listing",
    "Meeting",
    "Objective",
    "ObjectiveValue",
    "OnProgress",
    "Participant",
    "Placement",
    "Plan",
    "Priority",
    "Profile",
    "Progress",
    "Reason",
    "Rules",
    "Slot",
    "Stance",
    "Status",
    "Table",
    "Unplaced",
    "Violation",
    "Weights",
    "check",
    "explain_conflict",
    "fit",
    "forecast",
    "read_instance",
    "read_plan",
    "request_weight",
    "solve",
    "write_instance",
    "write_plan",
]
