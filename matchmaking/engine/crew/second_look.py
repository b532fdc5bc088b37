"""A second opinion on a proof that there is no plan, from a searcher that shares nothing with the first."""

import logging
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from multiprocessing.connection import wait

from matchmaking.engine.crew.ledger import Ledger, Liar
from matchmaking.engine.crew.messages import Impossible, Job, Offer
from matchmaking.engine.crew.process import ProcessPost
from matchmaking.engine.desk import Limits
from matchmaking.engine.indexed import index
from matchmaking.engine.instance import Instance

log = logging.getLogger(__name__)

GLANCE = 0.02  # seconds between two looks at the searchers


def refuted(
    instance: Instance, searcher: str, limits: Limits, seconds: float, pause: Callable[[], None] = lambda: None
) -> bool:
    """Whether this searcher finds a plan. What it does not decide in time is not refuted. `pause` may raise Stopped."""
    post = ProcessPost(Job(searcher, instance, limits, seconds))
    until = time.monotonic() + seconds
    try:
        while not post.ended and time.monotonic() < until:
            wait([post.connection], GLANCE)
            for message in post.messages():
                if isinstance(message, Impossible):
                    return False
                if isinstance(message, Offer):
                    return Ledger(index(instance)).offer(searcher, message.candidate)
            pause()
    except Liar as liar:
        log.warning("%s cannot judge a conflict: %s", liar.source, liar.told)
    finally:
        post.end()
    return False


def demands_alone(instance: Instance, conflict: Collection[str]) -> Instance:
    """The instance in which nothing is demanded but what the conflict names."""
    named = frozenset(conflict)
    return replace(
        instance,
        participants=tuple(p if p.id in named else replace(p, min_meetings=0) for p in instance.participants),
        meetings=tuple(m if m.id in named else replace(m, required=False) for m in instance.meetings),
    )
