"""`fitflow show RUN` is a page for people; every field is in --json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fitflow.cli.main import app
from fitflow.dotted import flat
from fitflow.recipe_io.loading import load_recipe
from fitflow.reporting import run_page
from tests.recorded import record


def show(*arguments: str) -> str:
    return CliRunner().invoke(app, ["show", *arguments], catch_exceptions=False).stdout


def params(**changes: object) -> dict[str, object]:
    return dict(flat(load_recipe("digits-dense").model_dump(mode="json"))) | changes


def recorded(project: Path, **facts: object) -> str:
    metrics = {"test_accuracy": 0.75, "test_reads": 1.0, "seconds_train": 75.2, "accuracy": 0.9, "val_accuracy": 0.8}
    tags = {"fitflow.data": "digits: original, package", "device": "cpu: some", "precision": "float32"}
    tags |= {"precision_reason": "a reason", "fitflow.error": "first\nlast line"} if "status" in facts else {}
    changes = {"training.epochs": 5, "model.options.units": 64}
    return record(recipe="digits-dense", metrics=metrics, tags=tags, params=params(**changes), **facts)  # type: ignore[arg-type]


def test_a_run_is_a_page_with_what_people_ask_first(project: Path):
    run_id = recorded(project)
    text = show(run_id)
    for part in (run_id, "FINISHED", "0.75", "digits: original, package", "cpu: some", "train 1 min 15 s", "5 epochs"):
        assert part in text
    assert "training.epochs 20 -> 5" in text and "model.options.units 128 -> 64" in text
    assert "training.batch_size" not in text and "test_reads" not in text  # neither changed nor a result
    assert f"fitflow verify {run_id[:8]}" in text


def test_intervals_come_from_the_record_of_the_evaluation(project: Path):
    run_id = recorded(project)
    document = json.loads(show(run_id, "--json"))
    place = Path(document["artifacts"].removeprefix("file://"))
    place.mkdir(parents=True, exist_ok=True)
    (place / "evaluation.json").write_text(json.dumps({"intervals": {"test_accuracy": [0.7, 0.8]}}))
    assert "0.7 to 0.8" in show(run_id)


@pytest.mark.parametrize(("status", "command"), [("KILLED", "resume"), ("FAILED", "logs")])
def test_a_run_that_did_not_finish_says_how_to_go_on(project: Path, status: str, command: str):
    run_id = recorded(project, status=status)
    text = show(run_id)
    assert f"fitflow {command} {run_id[:8]}" in text and "fitflow verify" not in text


def test_every_field_is_in_the_document(project: Path):
    document = json.loads(show(recorded(project), "--json"))
    assert document["params"]["training.batch_size"] == "32" and document["metrics"]["test_reads"] == 1.0


def test_a_recipe_that_has_gone_has_no_defaults_to_differ_from(project: Path):
    assert run_page.changed({"recipe": "gone", "params": {"training.epochs": "3"}}) == []


def test_long_times_are_in_minutes_and_hours():
    run = {"metrics": {"seconds_train": 3725.0, "seconds_load": 0.5}, "params": {}, "tags": {}, "recipe": "gone"}
    run |= {"started": 0.0, "seconds": 4000.0, "url": "here"}
    text = {line.title: line.text for line in run_page.lines(run)}
    assert text["steps"] == "train 1 h 2 min, load 0.5 s" and text["when"].endswith("took 1 h 6 min")
