"""The best plan rises to the proven bound."""

from __future__ import annotations

from engine_pictures.chart import Chart, counted, tersely
from engine_pictures.paper import ACCENT, ACCENT_PALE, INK, SOFT, WAITING, WAITING_PALE, Paper, stairs
from engine_pictures.runs import climbed

from matchmaking.engine.generators import crowd
from matchmaking.engine.indexed import index

ROUNDS = (50, 200, 800)  # steps for each meeting


def draw() -> Paper:
    """A crowd of four hundred: more is asked for than fits."""
    data = index(crowd(400, 30, 6000, seed=1))
    found = climbed(data, ROUNDS)
    (_, first), (steps, last) = found.points[0], found.points[-1]
    asked = sum(data.weight)
    paper = Paper(
        880,
        440,
        "The best plan rises to the proven bound",
        f"From {first} at once to {last} after {steps} steps, under a bound of {found.bound}.",
    )
    paper.heading(
        f"From above a bound, from below a plan: {100 * last / found.bound:.2f} % of what is possible",
        f"400 people, 30 slots, {data.meeting_count:,} requests that weigh {asked:,} together. "
        "More than the bound fits in no plan.",
    )
    low, high = first - (found.bound - first) * 0.25, found.bound + (found.bound - first) * 0.22
    start = 10_000
    chart = Chart(paper, 92, 92, 840, 370, (start, steps), (low, high), growing=True)
    shown = [(max(start, a), b) for a, b in tersely(found.points)]
    line = stairs(chart.points(shown))
    paper.box(92, 92, 748, chart.y(found.bound) - 92, fill=WAITING_PALE)
    paper.path(f"{line}L{chart.right:.1f} {chart.bottom}L{chart.left} {chart.bottom}Z", fill=ACCENT_PALE)
    ticks = [share for share in (97, 98, 99, 100) if low < share * found.bound / 100 < high]
    chart.rows([(share * found.bound / 100, f"{share} %") for share in ticks])
    paper.path(line, color=ACCENT, thick=2.5)
    paper.line(92, chart.y(found.bound), 840, chart.y(found.bound), color=WAITING, thick=2)
    _labels(chart, found.bound, first, found.points[-1])
    chart.columns(
        [(float(at), counted(at)) for at in (10_000, 100_000, 1_000_000) if at < steps],
        "steps of the search; the scale grows tenfold from mark to mark",
    )
    return paper


def _labels(chart: Chart, bound: int, first: int, last: tuple[int, int]) -> None:
    paper = chart.paper
    paper.text(104, chart.y(bound) - 12, f"bound {bound:,}: no plan weighs more", size=13, color=WAITING, weight=650)
    steps, best = last
    said = f"best plan {best:,}, after {steps / 1e6:.1f} million steps"
    paper.text(828, chart.y(best) + 76, said, size=13, color=ACCENT, anchor="end", weight=650)
    paper.dot(chart.left, chart.y(first), 5)
    paper.text(106, chart.y(first) + 24, f"first plan {first:,}, made one meeting after the other", size=13, color=INK)
    paper.text(
        828, chart.bottom - 14, "the scale begins at what is of interest, not at 0", size=12, color=SOFT, anchor="end"
    )
