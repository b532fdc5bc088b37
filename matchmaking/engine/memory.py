"""How much memory a search will take, told before it is taken."""

from matchmaking.engine.desk import Limits
from matchmaking.engine.instance import Instance
from matchmaking.engine.parts import InstanceError

PER_PLACE = 40  # bytes for a meeting in a slot: its rank among the allowed ones, and the flat arrays
PER_PART = 2_000  # bytes for a meeting or a participant, all lists together


def memory_needed(instance: Instance) -> int:
    """Bytes that a search takes at least in each process: meetings times slots, and participants times slots."""
    parts = len(instance.meetings) + len(instance.participants)
    return parts * (PER_PART + PER_PLACE * len(instance.slots))


def require_memory(instance: Instance, limits: Limits) -> None:
    """Raises InstanceError where the search would take more than the limit."""
    needed = memory_needed(instance)
    if needed > limits.memory:
        size = f"{len(instance.meetings)} meetings in {len(instance.slots)} slots"
        limit = f"{limits.memory / 1e9:.1f} GB is the limit"
        raise InstanceError(f"{size} take some {needed / 1e9:.1f} GB of memory; {limit}")
