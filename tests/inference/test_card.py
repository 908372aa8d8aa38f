"""The model card: its limits match the record, its command reproduces the recipe, and it is readable as text."""

from __future__ import annotations

import json
import shlex
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from fitflow import load_recipe, tracking
from fitflow.cli.main import app
from fitflow.recipe_io.command import command
from fitflow.recipe_io.loading import parse_overrides
from tests.inference.conftest import Models, table_recipe


def card(name: str) -> str:
    done = CliRunner().invoke(app, ["show", name, "--card"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def of_command(line: str) -> Any:
    """The recipe that a `fitflow run` command means."""
    program, verb, name, *rest = shlex.split(line)
    assert (program, verb) == ("fitflow", "run")
    pairs = list(zip(rest[::2], rest[1::2], strict=True))
    overrides = parse_overrides([value for key, value in pairs if key == "--set"])
    seeds = [int(value) for key, value in pairs if key == "--seed"]
    assert {key for key, _ in pairs} <= {"--set", "--seed"}
    return load_recipe(name, overrides | ({"seed": seeds[0]} if seeds else {}))


def test_a_run_and_a_registered_version_show_the_same_card_as_markdown(models: Models):
    text = card("digits@champion")
    assert text == card(models.digits["run_id"][:8]) and "\x1b" not in text
    for heading in ("# digits-dense", "## Test results", "## By class", "## Limits", "## Use", "## Reproduce"):
        assert f"\n{heading}\n" in f"\n{text}"
    document = json.loads(CliRunner().invoke(app, ["show", "digits@champion", "--card", "--json"]).stdout)
    assert document == {"run_id": models.digits["run_id"], "card": text}


def test_its_weak_classes_are_those_of_the_predictions_on_record(models: Models):
    path = tracking.download(models.digits["run_id"], "predictions.parquet", models.project / "record")
    table = pd.read_parquet(path)
    recalls = (table["label"] == table["predicted"]).groupby(table["label"]).mean()
    weakest = recalls.idxmin()
    taken = table.loc[(table["label"] == weakest) & (table["predicted"] != weakest), "predicted"].mode()
    lines = [line for line in card("digits@champion").splitlines() if line.startswith("- Weak at ")]
    assert lines[0].startswith(f"- Weak at {weakest}: it finds {recalls.min():.1%}")
    assert any(f"and most often mistakes them for {name}." in lines[0] for name in taken)


def test_a_card_of_rows_says_between_what_values_it_was_trained(models: Models):
    text = card(models.price["run_id"])
    assert "--csv rows.csv" in text and "kind=loft" in text and "price was " in text
    from fitflow.datasets.csv import read

    _, arrays = read(models.table, target="price", features=["kind", "area", "rooms"], missing="median")
    low, high = arrays.x_train[:, 0].min(), arrays.x_train[:, 0].max()
    assert f"area {low:.6g} to {high:.6g}" in text
    assert np.isfinite([low, high]).all()


def test_its_command_makes_the_recipe_again(models: Models):
    text = card("digits@champion")
    line = text.split("## Reproduce")[1].split("```")[1].splitlines()[1]
    assert line == "fitflow run digits-dense --seed 4 --set training.epochs=3"
    assert of_command(line).model_dump(mode="json") == tracking.recipe_of(models.digits["run_id"])


@pytest.mark.parametrize(
    "overrides",
    [
        {},
        {"seed": 7, "training.optimizer": {"name": "sgd", "learning_rate": 0.1, "momentum": 0.9}},
        {"model.options": {}, "experiment": "two words"},
        {"dataset.name": "synthetic", "dataset.options": {"num_train": 100, "seed": 3}},
        {"training.early_stopping": {"patience": 2}, "runtime.jit_compile": False, "experiment": "7"},
    ],
)
def test_any_change_of_a_known_recipe_is_in_the_command(overrides: dict[str, Any]):
    recipe = load_recipe("digits-dense", overrides)
    assert of_command(command(recipe, {})) == recipe


def test_a_recipe_of_the_users_own_keeps_the_command_that_was_typed(models: Models):
    recipe = load_recipe("digits-dense", table_recipe(models.table, "price", "drop") | {"name": "mine"})
    assert command(recipe, {"fitflow.command": "fitflow run mine.py"}) == "fitflow run mine.py"
    known = load_recipe("digits-dense")
    tags = {"fitflow.continues": "abc", "fitflow.data_dir": "/some where"}
    assert command(known, tags) == "fitflow run digits-dense --continue-from abc --data-dir '/some where'"
