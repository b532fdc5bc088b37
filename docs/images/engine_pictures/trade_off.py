"""What two objectives cost each other."""

from __future__ import annotations

from engine_pictures.chart import Chart
from engine_pictures.paper import ACCENT, ACCENT_PALE, CARD, INK, SOFT, Paper, path_through

from matchmaking.engine import Limits, Objective
from matchmaking.engine.generators import crowd
from matchmaking.engine.pareto import Point, sweep


def draw() -> Paper:
    """A small event whose whole curve is proven."""
    instance = crowd(12, 8, 36, seed=1, fill=0.85)
    curve = sweep(instance, Objective.WEIGHT, Objective.BREAKS, Limits(240, workers=1, seed=0), points=12)
    if not curve or not all(point.proven for point in curve):
        raise RuntimeError("the curve is not proven; give it more time")
    heaviest, calmest = curve[0], curve[-1]
    paper = Paper(
        880,
        440,
        "A trade-off",
        "; ".join(f"weight {point.first} with {point.second} breaks" for point in curve),
    )
    paper.heading(
        f"A day without breaks costs {heaviest.first - calmest.first} of {heaviest.first} in weight",
        "12 people, 8 slots, 36 requests. Each point is a plan; no plan is better in one and as good in the other.",
    )
    chart = Chart(paper, 84, 96, 820, 366, (-0.4, heaviest.second + 0.6), (calmest.first - 2, heaviest.first + 2))
    _field(chart, curve)
    return paper


def _field(chart: Chart, curve: tuple[Point, ...]) -> None:
    paper = chart.paper
    heaviest, calmest = curve[0], curve[-1]
    corners: list[tuple[float, float]] = []
    for point in reversed(curve):
        if corners:
            corners.append((point.second, corners[-1][1]))
        corners.append((point.second, point.first))
    corners.append((chart.across[1], corners[-1][1]))
    edge = chart.points(corners)
    inside = [*edge, (edge[-1][0], chart.bottom), (edge[0][0], chart.bottom)]
    paper.path(path_through(inside) + "Z", fill=ACCENT_PALE)
    chart.rows([(float(w), str(w)) for w in range(calmest.first - 2, heaviest.first + 3, 2)])
    paper.path(path_through(edge), color=ACCENT, thick=2)
    for point in curve:
        x, y = chart.x(point.second), chart.y(point.first)
        paper.dot(x, y, 7, fill=ACCENT, stroke=CARD)
        paper.text(x - 12, y - 12, f"{point.first}", size=13, color=ACCENT, anchor="middle", weight=650)
    paper.text(chart.right - 12, chart.bottom - 16, "plans exist here", size=13, color=INK, anchor="end")
    paper.text(chart.left + 96, chart.top + 26, "no plan is here: proven", size=13, color=INK)
    paper.text(chart.left, chart.top - 8, "weight", size=12, color=SOFT)
    chart.columns([(float(b), str(b)) for b in range(heaviest.second + 1)], "breaks of all twelve")
