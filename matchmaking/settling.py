"""What a process does once, when it has started and before it works."""

from __future__ import annotations

import gc


def settle() -> None:
    """Take all that was made until now for lasting: garbage is not looked for in it again.

    They are some 230,000 objects; whoever asked for a page while they were looked through waited 0.2 seconds longer.
    """
    gc.collect()
    gc.freeze()
