"""Every rule and objective as constraints of OR-Tools' CP-SAT: exact at the size of an event."""
