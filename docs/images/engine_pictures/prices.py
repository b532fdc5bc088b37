"""Breaks from both sides: what the search finds, and what prices prove."""

from __future__ import annotations

from dataclasses import replace

from engine_pictures.chart import Chart, tersely
from engine_pictures.paper import ACCENT, INK, SOFT, WAITING, WAITING_PALE, Paper, stairs
from engine_pictures.runs import annealed, bounded, climbed

from matchmaking.engine import Objective
from matchmaking.engine.generators import exchange
from matchmaking.engine.indexed import index
from matchmaking.engine.measures import measure

STEPS, ROUNDS = 400_000, 800


def draw() -> Paper:
    """A small exchange; in three slots of ten somebody is away."""
    event = exchange(12, 60, 120, 14, seed=1, away=0.3)
    data = index(replace(event, objective=(Objective.WEIGHT, Objective.BREAKS)))
    begun = climbed(data, (50, 200, 800)).last
    weight = measure(Objective.WEIGHT, data, begun, [])
    _, falling = annealed(data, begun, STEPS)
    value = falling[-1][1]
    rising = bounded(data, weight, value, ROUNDS)
    bound = rising[-1][1]
    paper = Paper(
        880,
        450,
        "Breaks from both sides",
        f"The plan's breaks fall from {falling[0][1]} to {value}; the proven bound rises to {bound}.",
    )
    met = f"they meet at {value}" if bound == value else f"{value} found, {bound} proven"
    paper.heading(
        f"The plan's breaks fall, the bound rises; {met}",
        f"12 buyers, 60 sellers, 14 slots, everybody away in about three slots of ten; "
        f"{sum(slot is not None for slot in begun)} of {data.meeting_count} meetings placed, weight {weight}.",
    )
    chart = Chart(paper, 72, 100, 836, 366, (0, 1), (0, 10 * -(-falling[0][1] // 10)))
    down = stairs(chart.points([(at / STEPS, count) for at, count in tersely(falling)]))
    up = stairs(chart.points([(at / ROUNDS, count) for at, count in [(0.0, 0.0), *tersely(rising)]]))
    paper.path(f"{up}L{chart.right} {chart.bottom}L{chart.left} {chart.bottom}Z", fill=WAITING_PALE)
    chart.rows([(float(count), str(count)) for count in range(0, falling[0][1] + 1, 10)])
    paper.path(up, color=WAITING, thick=2.5)
    paper.path(down, color=ACCENT, thick=2.5)
    high = next(chart.y(count) for at, count in falling if at >= STEPS * 0.3)
    paper.text(chart.x(0.3), high - 16, "breaks of the best plan", size=13, color=ACCENT, weight=650)
    paper.text(chart.x(0.3), chart.y(bound) + 28, "no plan has fewer", size=13, color=WAITING, weight=650)
    paper.text(72, 88, "breaks of all 72", size=12, color=SOFT)
    chart.columns([], "")
    for share in (0, 0.25, 0.5, 0.75, 1):
        x = chart.x(share)
        paper.line(x, chart.bottom, x, chart.bottom + 5, color=SOFT)
        paper.text(x, chart.bottom + 20, f"{share * STEPS:,.0f}", size=12, color=ACCENT, anchor="middle")
        paper.text(x, chart.bottom + 38, f"{share * ROUNDS:g}", size=12, color=WAITING, anchor="middle")
    paper.text(
        460,
        chart.bottom + 62,
        "steps of annealing, above; rounds of prices, below",
        size=12.5,
        color=INK,
        anchor="middle",
    )
    return paper
