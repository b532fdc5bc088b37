"""Events, audiences, types, slots, tables; the public listing and its filters."""
