"""The crew: who searches, who judges, who hears of it."""

from __future__ import annotations

from engine_pictures.paper import (
    ACCENT,
    ACCENT_PALE,
    CARD,
    INK,
    RULE,
    SOFT,
    WAITING,
    WAITING_MID,
    WAITING_PALE,
    Paper,
)

SEARCHERS = (
    ("climb", "heavy plans, by annealing", "plans, a bound"),
    ("anneal", "breaks, idle, fairness, moves", "plans"),
    ("bounds", "linear programmes, prices", "bounds"),
    ("sat", "everything placed: clauses", "plans, bounds, impossible"),
    ("cpsat", "every rule and objective", "plans, bounds, impossible"),
    ("repair", "the plan in force, hardly changed", "plans, bounds"),
    ("explain", "why, and what would help", "reasons, better plans"),
)
TOP, HIGH, STEP = 104, 46, 54


def draw() -> Paper:
    """Boxes and arrows."""
    height = TOP + len(SEARCHERS) * STEP + 30
    paper = Paper(
        880,
        height,
        "The crew of a search",
        "Searchers in child processes offer plans and bounds to a ledger in the caller's process; "
        "the independent checker judges every better plan, and a roster decides who is sent.",
    )
    paper.heading(
        "Searchers propose; the ledger believes what the checker accepts",
        "As many searchers at a time as there are workers, each in a process of its own.",
    )
    for at, (name, what, said) in enumerate(SEARCHERS):
        y = TOP + at * STEP
        paper.box(28, y, 250, HIGH, fill=ACCENT_PALE, stroke=ACCENT, radius=8)
        paper.text(44, y + 20, name, size=13.5, color=ACCENT, weight=650)
        paper.text(44, y + 37, what, size=12, color=INK)
        paper.arrow([(278, y + 17), (470, y + 17)], color=ACCENT)
        paper.text(370, y + 12, said, size=11.5, color=ACCENT, anchor="middle")
    bottom = TOP + (len(SEARCHERS) - 1) * STEP + HIGH
    _ledger(paper, bottom)
    _around(paper, bottom)
    return paper


def _ledger(paper: Paper, bottom: float) -> None:
    paper.box(472, TOP, 176, bottom - TOP, fill=CARD, stroke=ACCENT, radius=8, thick=2)
    paper.text(560, TOP + 28, "ledger", size=15, color=ACCENT, anchor="middle", weight=650)
    lines = (
        "the best plan,",
        "accepted by the checker",
        "",
        "bounds: who says so, and",
        "what they take for granted",
        "",
        "a plan that beats a bound:",
        "its source is not believed",
        "any more, others go on",
    )
    for at, line in enumerate(lines):
        paper.text(560, TOP + 60 + at * 19, line, size=12, anchor="middle")
    y = bottom - 46
    paper.arrow([(472, y + 30), (282, y + 30)], color=SOFT)
    paper.text(376, y + 46, "news: best plan, bounds", size=11.5, color=SOFT, anchor="middle")
    paper.text(560, bottom - 24, "in the caller's process", size=11.5, color=SOFT, anchor="middle")


def _around(paper: Paper, bottom: float) -> None:
    left, wide = 716, 136
    boxes = (
        ("checker", ("reads instance and", "plan, shares no line", "with any searcher"), WAITING),
        ("roster", ("by size, time, and", "what is open: who is", "sent to search, and", "who is called off"), ACCENT),
        ("caller", ("progress ten times", "a second; a word", "to stop is heard in", "half a second"), SOFT),
    )
    high = (bottom - TOP - 2 * 20) / 3
    for at, (name, lines, color) in enumerate(boxes):
        y = TOP + at * (high + 20)
        fill = WAITING_PALE if color == WAITING else ACCENT_PALE if color == ACCENT else CARD
        edge = WAITING_MID if color == WAITING else ACCENT if color == ACCENT else RULE
        paper.box(left, y, wide, high, fill=fill, stroke=edge, radius=8)
        paper.text(left + 14, y + 23, name, size=13.5, color=color, weight=650)
        for row, line in enumerate(lines):
            paper.text(left + 14, y + 43 + row * 16, line, size=11.5)
        middle = y + high / 2
        paper.arrow([(650, middle - 8), (left - 2, middle - 8)], color=SOFT)
        if at != 1:
            paper.arrow([(left, middle + 8), (652, middle + 8)], color=SOFT)
    paper.text(683, TOP + high / 2 - 16, "plan", size=11.5, color=SOFT, anchor="middle")
    paper.text(683, TOP + high / 2 + 24, "yes, no", size=11.5, color=SOFT, anchor="middle")
