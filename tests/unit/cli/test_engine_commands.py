"""`forecast`, `repair`, `pareto` and `bench` on files: what they write, say, and end with."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from matchmaking.cli.bench import bench
from matchmaking.cli.forecast import forecast
from matchmaking.cli.pareto import pareto
from matchmaking.cli.repair import repair
from matchmaking.engine import (
    Instance,
    Limits,
    Objective,
    Plan,
    check,
    read_instance,
    read_plan,
    solve,
    write_instance,
    write_plan,
)
from tests.unit.engine.planting import planted


def _call(command: object, *arguments: object) -> Result:
    return CliRunner().invoke(command, list(map(str, arguments)), catch_exceptions=False)  # type: ignore[arg-type]


def _released(folder: Path) -> tuple[Instance, Plan, Path, Path]:
    """An instance and its plan, and their files."""
    instance = planted(10, 4, 4, seed=6)
    plan = solve(instance, Limits(time_limit=20, workers=1))
    files = folder / "instance.json", folder / "plan.json"
    files[0].write_text(write_instance(instance))
    files[1].write_text(write_plan(plan))
    return instance, plan, *files


def test_a_repair_keeps_what_it_can_and_says_what_changes(tmp_path: Path) -> None:
    instance, plan, file, plan_file = _released(tmp_path)
    gone = instance.participants[0].id
    new, after = tmp_path / "new.json", tmp_path / "changed.json"
    named = ("--output", new, "--instance-output", after, "--workers", 1)
    result = _call(repair, file, plan_file, "--out", gone, *named)
    assert result.exit_code == 0
    lost = {meeting.id for meeting in instance.meetings if gone in meeting.participants}
    changed = read_instance(after.read_bytes())
    repaired = read_plan(new.read_bytes(), changed)
    assert check(changed, repaired) == []
    assert set(repaired.meetings) >= {placed for placed in plan.meetings if placed.meeting not in lost}
    assert result.stdout.startswith(f"{len(plan.meetings) - len(lost)} meetings stay, 0 moved, {len(lost)} dropped, ")


def test_a_repair_takes_tables_slots_requests_and_locks(tmp_path: Path) -> None:
    instance, plan, file, plan_file = _released(tmp_path)
    kept, slot = plan.meetings[0], plan.meetings[-1].slot
    late = {"id": "late"}
    asked = tmp_path / "asked.json"
    asked.write_text(
        json.dumps({"participants": [late], "meetings": [{"id": "new", "participants": ["late", "p0"], "weight": 2}]})
    )
    new, after = tmp_path / "new.json", tmp_path / "changed.json"
    changes = ("--lost", f"t0:{slot}", "--request", asked, "--keep", kept.meeting)
    named = ("--output", new, "--instance-output", after, "--workers", 1)
    assert _call(repair, file, plan_file, *changes, *named).exit_code == 0
    changed = read_instance(after.read_bytes())
    repaired = read_plan(new.read_bytes(), changed)
    assert check(changed, repaired) == []
    assert kept in repaired.meetings
    assert (len(changed.participants), len(changed.meetings)) == (11, len(instance.meetings) + 1)
    assert not any((placed.table, placed.slot) == ("t0", slot) for placed in repaired.meetings)
    assert changed.previous == plan.meetings


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--out", "nobody"), 'unknown participant "nobody"'),
        (("--out", "p1:s99"), 'unknown slot "s99"'),
        (("--lost", "t99"), 'unknown table "t99"'),
        (("--keep", "m99"), 'unknown meeting "m99"'),
        ((), "Name what happened"),
    ],
)
def test_a_change_that_makes_no_sense_ends_with_2(tmp_path: Path, options: tuple[str, ...], sentence: str) -> None:
    _, _, file, plan_file = _released(tmp_path)
    new = tmp_path / "new.json"
    result = _call(repair, file, plan_file, "--output", new, *options)
    assert (result.exit_code, sentence in result.stderr, new.exists()) == (2, True, False)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "not JSON"),
        ("[]", "an object with"),
        ('{"people": []}', "an object with"),
        ('{"meetings": 3}', "meetings: a list is needed here"),
        ('{"meetings": [{"id": "x", "participants": ["p0", "zz"]}]}', 'unknown participant "zz"'),
    ],
)
def test_a_bad_request_file_ends_with_2(tmp_path: Path, content: str, sentence: str) -> None:
    _, _, file, plan_file = _released(tmp_path)
    asked = tmp_path / "asked.json"
    asked.write_text(content)
    result = _call(repair, file, plan_file, "--output", tmp_path / "new.json", "--request", asked)
    assert (result.exit_code, sentence in result.stderr) == (2, True)


def test_a_repair_does_not_write_over_what_it_reads(tmp_path: Path) -> None:
    _, _, file, plan_file = _released(tmp_path)
    result = _call(repair, file, plan_file, "--out", "p0", "--output", plan_file)
    assert (result.exit_code, "would take the place" in result.stderr) == (2, True)


def test_a_forecast_is_told_in_lines_or_as_json(tmp_path: Path) -> None:
    crowded = replace(planted(10, 4, 4, seed=6), tables=planted(10, 4, 4, seed=6).tables[:2])
    file = tmp_path / "instance.json"
    file.write_text(write_instance(crowded))
    told = _call(forecast, file, "--more", 2)
    assert told.exit_code == 0
    first, second, *_ = told.stdout.splitlines()
    assert (first, second.split()[:4]) == (f"of {len(crowded.meetings)} meetings at most", ["as", "it", "is", "8"])
    assert "2 more tables" in told.stdout
    assert "a table more in one slot is worth" in told.stdout
    found = json.loads(_call(forecast, file, "--more", 2, "--json").stdout)
    assert (found["now"]["meetings"], len(found["more_slots"])) == (8, 2)


def test_a_curve_is_written_with_its_plans(tmp_path: Path) -> None:
    instance = planted(8, 5, 3, seed=1, away=0.3)
    file, output = tmp_path / "instance.json", tmp_path / "points.json"
    file.write_text(write_instance(instance))
    named = ("--first", "weight", "--second", "breaks", "--output", output, "--workers", 1)
    result = _call(pareto, file, *named)
    assert result.exit_code == 0
    document = json.loads(output.read_text())
    assert len(document["points"]) == len(result.stdout.splitlines()) > 1
    judge = replace(instance, objective=(Objective.WEIGHT, Objective.BREAKS))
    for point in document["points"]:
        assert check(judge, read_plan(json.dumps(point["plan"]), judge)) == []
    same = _call(pareto, file, "--first", "weight", "--second", "weight", "--output", output)
    assert (same.exit_code, "two objectives" in same.stderr) == (2, True)
    none = _call(pareto, file, *named, "--time-limit", 0)
    assert (none.exit_code, none.stderr) == (4, "no plan was found\n")


def test_the_bench_makes_the_same_instance_from_the_same_seed(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.json", "b.json", "c.json")]
    for file, seed in zip(files, (1, 1, 2), strict=True):
        result = _call(bench, "generate", "event", "--participants", 12, "--seed", seed, "--output", file)
        assert result.exit_code == 0
    texts = [file.read_text() for file in files]
    assert texts[0] == texts[1] != texts[2]
    assert len(read_instance(texts[0]).participants) == 12
    assert _call(bench, "generate", "event-60", "--seed", 1, "--output", files[0]).exit_code == 0
    assert len(read_instance(files[0].read_bytes()).participants) == 60
    sized = ("--participants", 10, "--slots", 4, "--requests", 20)
    assert _call(bench, "generate", "crowd", *sized, "--seed", 1, "--output", files[0]).exit_code == 0
    assert len(read_instance(files[0].read_bytes()).meetings) == 20


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("event",), "event needs --participants"),
        (("event-60", "--participants", 9), "event-60 has its size"),
        (("growth", "--participants", 9, "--slots", 3), "growth takes no --slots"),
        (("marathon",), "'marathon' is not one of"),
    ],
)
def test_a_size_that_a_shape_does_not_take_is_refused(
    tmp_path: Path, arguments: tuple[object, ...], sentence: str
) -> None:
    result = _call(bench, "generate", *arguments, "--seed", 1, "--output", tmp_path / "x.json")
    assert (result.exit_code, sentence in result.stderr) == (2, True)


def test_a_repair_does_not_write_two_results_into_one_file(tmp_path: Path) -> None:
    instance, _plan, file, plan_file = _released(tmp_path)
    gone = instance.participants[0].id
    twice = ("--output", tmp_path / "new.json", "--instance-output", tmp_path / "." / "new.json")
    result = _call(repair, file, plan_file, "--out", gone, *twice)
    assert (result.exit_code, (tmp_path / "new.json").exists()) == (2, False)
    assert "--output and --instance-output name the same file." in result.stderr
