"""The bench's shapes by name."""

from collections.abc import Callable
from functools import partial

from matchmaking.engine.generators.crowd import crowd, growth
from matchmaking.engine.generators.drawing import as_requested
from matchmaking.engine.generators.event import event
from matchmaking.engine.generators.exchange import exchange
from matchmaking.engine.generators.planted import planted
from matchmaking.engine.instance import Instance

SHAPES: dict[str, Callable[..., Instance]] = {
    "planted-100": partial(planted, 100, 20),
    "planted-100-away": partial(planted, 100, 20, away=0.3),
    "planted-200": partial(planted, 200, 24, away=0.15, tables_used=0.8),
    "planted-300": partial(planted, 300, 30),
    "planted-300-away": partial(planted, 300, 30, away=0.3),
    "planted-300-loose": partial(planted, 300, 30, away=0.3, tables_used=0.6),
    "planted-300-days": partial(planted, 300, 24, away=0.2, tables_used=0.8),
    "crowd-1000": partial(crowd, 1000, 30, 15_000),
    "crowd-1000-requests": partial(crowd, 1000, 30, 15_000, weigh=as_requested),
    "crowd-1000-skewed": partial(crowd, 1000, 30, 15_000, skew=0.5),
    "exchange": partial(exchange, 700, 1500, 50_000, 60),
    "exchange-away": partial(exchange, 700, 1500, 50_000, 60, away=0.1),
    "event-60": partial(event, 60),
    "event-300": partial(event, 300),
    "event-300-roomy": partial(event, 300, people_per_table=3),
    "event-1000": partial(event, 1000),
    **{f"growth-{size}": partial(growth, size) for size in (100, 200, 500, 1000, 2000, 5000)},
}


def generate(name: str, *, seed: int) -> Instance:
    """An instance of that shape. Raises KeyError for a name that is not in SHAPES."""
    return SHAPES[name](seed=seed)
