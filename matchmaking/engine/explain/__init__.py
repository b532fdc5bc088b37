"""Why a meeting is not in the plan, why there is no plan, and what would mend it."""
