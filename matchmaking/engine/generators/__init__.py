"""Instances for measuring, made up from a seed: the same arguments and seed give the same instance everywhere."""

from matchmaking.engine.generators.crowd import crowd, growth
from matchmaking.engine.generators.event import event
from matchmaking.engine.generators.exchange import exchange
from matchmaking.engine.generators.planted import planted, planted_with_plan
from matchmaking.engine.generators.shapes import SHAPES, generate

__all__ = ["SHAPES", "crowd", "event", "exchange", "generate", "growth", "planted", "planted_with_plan"]
