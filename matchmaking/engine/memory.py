"""How much memory a search will take, told before it is taken."""

from matchmaking.engine.desk import Limits
from matchmaking.engine.instance import Instance
from matchmaking.engine.parts import InstanceError

GIGABYTE = 10**9
PER_PLACE = 40  # bytes for a meeting in a slot: its rank among the allowed ones, and the flat arrays
PER_PART = 2_500  # bytes for a meeting or a participant, all lists together


def memory_needed(instance: Instance) -> int:
    """Bytes that a search takes at least in each process: meetings times slots, and participants times slots."""
    parts = len(instance.meetings) + len(instance.participants)
    return parts * (PER_PART + PER_PLACE * len(instance.slots))


def require_memory(instance: Instance, limits: Limits) -> None:
    """Raises InstanceError where the search would take more than the limit."""
    needed = memory_needed(instance)
    if needed > limits.memory:
        size = f"{len(instance.meetings)} meetings in {len(instance.slots)} slots"
        raise InstanceError(f"{size} take some {_told(needed)} of memory; {_told(limits.memory)} is the limit")


def _told(count: int) -> str:
    """A number of bytes as people read it."""
    return f"{count / 1e9:.1f} GB" if count >= GIGABYTE else f"{count / 1e6:.1f} MB"
