"""`schedule` and `check` on files: what they write, say, and end with."""

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from matchmaking.cli.schedule import check as check_command
from matchmaking.cli.schedule import schedule
from matchmaking.engine import (
    Instance,
    Objective,
    Status,
    check,
    read_plan,
    write_instance,
)
from tests.unit.engine.planting import planted

ROOT = Path(__file__).parents[3]


def _file(folder: Path, instance: Instance) -> Path:
    path = folder / "instance.json"
    path.write_text(write_instance(instance))
    return path


def _schedule(folder: Path, *arguments: object) -> Result:
    output = ["--output", str(folder / "plan.json")]
    return CliRunner().invoke(schedule, [*map(str, arguments), *output], catch_exceptions=False)


def test_schedule_writes_a_plan_that_check_accepts(tmp_path: Path) -> None:
    instance = planted(12, 5, 4, seed=6)
    path = _file(tmp_path, instance)
    result = _schedule(tmp_path, path, "--time-limit", 20, "--workers", 1, "--seed", 3)
    assert result.exit_code == 0
    plan = read_plan((tmp_path / "plan.json").read_bytes(), instance)
    assert check(instance, plan) == []
    count = len(instance.meetings)
    assert result.stderr.splitlines()[-1].startswith(f"optimal: {count} of {count} meetings placed, weight ")
    again = CliRunner().invoke(check_command, [str(path), str(tmp_path / "plan.json")])
    assert (again.exit_code, again.stdout) == (0, f"no violation: {count} of {count} meetings placed, optimal\n")


def test_check_lists_violations(tmp_path: Path) -> None:
    instance = planted(12, 5, 4, seed=6)
    path = _file(tmp_path, instance)
    _schedule(tmp_path, path, "--workers", 1)
    output = tmp_path / "plan.json"
    document = json.loads(output.read_text())
    document["objective"][0]["value"] -= 1
    output.write_text(json.dumps(document))
    result = CliRunner().invoke(check_command, [str(path), str(output)])
    assert result.exit_code == 1
    truth = document["objective"][0]["value"] + 1
    assert result.stdout.splitlines() == [
        f"objective: weight is {truth}, not {truth - 1}",
        "status: optimal, yet a value is not at its bound",
    ]


def test_an_impossible_instance_ends_with_3_and_writes_the_conflict(tmp_path: Path) -> None:
    instance = planted(8, 3, 4, seed=1, required=True)
    closed = replace(instance, slots=instance.slots[:1])
    result = _schedule(tmp_path, _file(tmp_path, closed))
    assert result.exit_code == 3
    plan = read_plan((tmp_path / "plan.json").read_bytes(), closed)
    assert plan.status is Status.INFEASIBLE
    assert check(closed, plan) == []
    assert "required meetings in 1 free slots" in result.stderr.splitlines()[-1]


def test_no_time_and_no_plan_ends_with_4(tmp_path: Path) -> None:
    path = _file(tmp_path, planted(20, 6, 10, seed=2, required=True))
    result = _schedule(tmp_path, path, "--time-limit", 0)
    assert result.exit_code == 4
    assert result.stderr.splitlines()[-1].startswith("unknown: no plan was found in ")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "not JSON: Expecting property name enclosed in double quotes at line 1, column 2"),
        ('{"format": "b2b-instance/1"}', 'the key "name" is missing'),
    ],
)
def test_a_bad_file_ends_with_2_and_a_sentence(tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content)
    result = _schedule(tmp_path, path)
    assert (result.exit_code, result.stderr) == (2, f"{path}: {sentence}\n")
    assert not (tmp_path / "plan.json").exists()
    result = CliRunner().invoke(check_command, [str(path), str(path)])
    assert (result.exit_code, result.stderr) == (2, f"{path}: {sentence}\n")


def test_a_bad_plan_ends_check_with_2(tmp_path: Path) -> None:
    path = _file(tmp_path, planted(4, 2, 2, seed=1))
    plan = tmp_path / "plan.json"
    plan.write_text("[]")
    result = CliRunner().invoke(check_command, [str(path), str(plan)])
    assert (result.exit_code, result.stderr) == (2, f"{plan}: an object is needed here, not a list\n")


def test_files_that_are_missing_folders_or_too_large_are_told(tmp_path: Path) -> None:
    missing = tmp_path / "none.json"
    assert _schedule(tmp_path, missing).stderr == f"{missing}: No such file or directory\n"
    assert _schedule(tmp_path, tmp_path).stderr == f"{tmp_path}: Is a directory\n"
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(201_000_000)  # a hole: it takes no room
    result = _schedule(tmp_path, large)
    assert (result.exit_code, result.stderr) == (2, f"{large}: 201 MB is too large; 200 MB is the most\n")
    path = _file(tmp_path, planted(4, 2, 2, seed=1))
    nowhere = tmp_path / "no" / "plan.json"
    result = CliRunner().invoke(schedule, [str(path), "--output", str(nowhere)])
    assert (result.exit_code, result.stderr) == (2, f"{nowhere}: the folder {nowhere.parent} does not exist\n")


def test_a_plan_that_could_not_be_kept_is_not_computed(tmp_path: Path) -> None:
    path = _file(tmp_path, planted(4, 2, 2, seed=1))
    before = path.read_bytes()

    for output, sentence in (
        (tmp_path, "Is a directory"),
        (path, "the result would take the place of what it is made from"),
        (Path("/proc/plan.json"), "No such file or directory"),  # nobody can write there, not even root
    ):
        result = CliRunner().invoke(schedule, [str(path), "--output", str(output)])
        assert (result.exit_code, result.stderr) == (2, f"{output}: {sentence}\n")
    assert path.read_bytes() == before


@pytest.mark.parametrize("seconds", ["nan", "-1", "many"])
def test_a_time_limit_that_is_no_length_of_time_is_refused(tmp_path: Path, seconds: str) -> None:
    result = _schedule(tmp_path, _file(tmp_path, planted(4, 2, 2, seed=1)), "--time-limit", seconds)
    assert (result.exit_code, "Invalid value for '--time-limit'" in result.stderr) == (2, True)


def _endless() -> Instance:
    """Far more than can be proven in the time that a test has."""
    crowd = planted(120, 20, 50, seed=1, away=0.3)
    return replace(crowd, objective=(Objective.WEIGHT, Objective.BREAKS, Objective.IDLE))


def test_progress_is_told_in_plain_lines_where_nobody_watches(tmp_path: Path) -> None:
    result = _schedule(tmp_path, _file(tmp_path, _endless()), "--time-limit", 2.5)
    assert result.exit_code == 0
    *lines, _ = result.stderr.splitlines()
    assert lines
    assert all(re.match(r" *\d+\.\d s  [a-z ]+", line) for line in lines)
    assert any(re.search(r"  \d+ of \d+ placed", line) for line in lines)
    assert "\r" not in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
def test_ctrl_c_writes_the_best_plan_so_far(tmp_path: Path) -> None:
    endless = _endless()
    path, output = _file(tmp_path, endless), tmp_path / "plan.json"
    code = "from matchmaking.cli.schedule import schedule; schedule()"
    command = [sys.executable, "-c", code, str(path), "--output", str(output), "--time-limit", "300"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:  # each line is an event; wait for the one that tells of a plan
        if "placed" in line:
            process.send_signal(signal.SIGINT)
            break
    rest = process.stderr.read()
    assert process.wait() == 0
    plan = read_plan(output.read_bytes(), endless)
    assert check(endless, plan) == []
    assert rest.splitlines()[-1].startswith("feasible: ")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
def test_ctrl_c_twice_ends_at_once_without_a_plan(tmp_path: Path) -> None:
    path, output = _file(tmp_path, _endless()), tmp_path / "plan.json"
    code = (
        "import os, signal, threading\n"
        "from matchmaking.cli import schedule as command, searching\n"
        "def twice(*_):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "searching.Line.show = twice\n"
        "command.schedule()\n"
    )
    command = [sys.executable, "-c", code, str(path), "--output", str(output), "--time-limit", "300"]

    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stderr, output.exists()) == (1, "\nAborted!\n", False)
