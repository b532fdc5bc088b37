"""Rules and objectives as clauses, for a solver that learns: exact where all meetings must be placed."""
