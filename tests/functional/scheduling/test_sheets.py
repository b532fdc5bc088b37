"""What the pages count from a plan agrees with what the engine proves of it."""

from __future__ import annotations

from flask.testing import FlaskClient

from matchmaking.scheduling.instances import closed_slot_ids
from matchmaking.scheduling.sheets import add_days, grid_of, people_of
from tests.functional.scheduling.scenes import make_scene


def test_the_breaks_of_all_sheets_are_the_plans_breaks(client: FlaskClient) -> None:
    scene = make_scene(people=6, slots=8, tables=2)
    plan = scene.draft()
    sheets = people_of(plan)

    add_days(sheets, scene.event, closed_slot_ids(scene.event, [sheet.registration for sheet in sheets]))

    values = {item["name"]: item["value"] for item in plan.objective}
    assert sum(sheet.breaks for sheet in sheets) == values["breaks"]
    assert min(100 * len(sheet.placed) // sheet.asked for sheet in sheets) == values["fairness"]
    assert [sum(item.kind == "meeting" for item in sheet.days[0].items) for sheet in sheets] == [
        len(sheet.placed) for sheet in sheets
    ]


def test_the_grid_holds_each_meeting_once_at_its_slot_and_table(client: FlaskClient) -> None:
    scene = make_scene()
    plan = scene.draft()

    grid = grid_of(scene.event, plan)

    held = {
        (item.request_id, row.slot.id, column.id if column else None)
        for day in grid.days
        for row in day.rows
        for column, cell in zip(grid.columns, row.cells, strict=True)
        for item in cell
    }
    assert held == {(item.request_id, item.slot_id, item.table_id) for item in plan.placed}
    assert (len(grid.days), grid.days[0].meetings, grid.days[0].rows[0].label) == (1, 3, "09:00\u201309:20")
