"""`fitflow reproduce`: exact published figures are met exactly, and the table lists what was run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fitflow.config import Published
from fitflow.errors import InputError
from fitflow.reporting import published
from tests.documents import conforms

EXACT = ["line-fit", "svd-recommender", "xor-mlp"]


@pytest.fixture(scope="module")
def done(server: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("reproduce")
    (folder / "mlruns").mkdir()
    command = [sys.executable, "-m", "fitflow.cli", "reproduce", *EXACT, "--json"]
    return folder, subprocess.run(command, cwd=folder, env=os.environ, capture_output=True, text=True, timeout=300)


def test_the_published_digits_come_out(done):
    assert done[1].returncode == 0, done[1].stderr
    rows = conforms(json.loads(done[1].stdout), "reproduce")["rows"]
    assert {row["recipe"] for row in rows} == set(EXACT) and all(row["holds"] for row in rows)
    by_metric = {(row["recipe"], row["metric"]): row for row in rows}
    assert by_metric["line-fit", "weight_x"]["ours"] == pytest.approx(0.8015522329369132, abs=1e-12)
    assert by_metric["line-fit", "bias"]["ours"] == pytest.approx(0.3943959465768995, abs=1e-12)
    assert by_metric["svd-recommender", "test_mse"]["ours"] == pytest.approx(0.7111239245689356, abs=1e-12)


def test_a_row_has_the_promised_keys(done):
    keys = {"recipe", "source", "metric", "published", "ours", "sd", "n", "band", "holds", "run_ids", "seconds"}
    assert all(keys <= set(row) for row in json.loads(done[1].stdout)["rows"])


def test_the_rows_runs_are_children_of_one_run_that_holds_the_table(done, monkeypatch: pytest.MonkeyPatch):
    from mlflow import MlflowClient

    folder, command = done
    result = json.loads(command.stdout)
    client = MlflowClient(f"sqlite:///{folder / 'mlruns' / 'mlflow.db'}")
    parent = client.get_run(result["run_id"])
    assert parent.info.status == "FINISHED" and parent.data.metrics["rows_that_hold"] == len(result["rows"])
    assert "reproduce.md" in [file.path for file in client.list_artifacts(parent.info.run_id)]
    for row in result["rows"]:
        for run_id in row["run_ids"]:
            run = client.get_run(run_id)
            assert run.data.tags["mlflow.parentRunId"] == parent.info.run_id
            assert run.info.experiment_id == parent.info.experiment_id


def test_a_figure_out_of_its_band_does_not_hold():
    figure = Published(source="0", metric="test_accuracy", published="0.9", low=0.9, seeds=2)
    row = published.rows("r", [figure], [[result(0.95)], [result(0.80)]])[0]
    assert not row["holds"] and row["ours"] == pytest.approx(0.875) and row["n"] == 2
    assert published.rows("r", [figure], [[result(0.95)], [result(0.90)]])[0]["holds"]


def test_a_sitting_is_chosen_by_its_number_and_a_curve_by_its_last_value():
    first = Published(source="0", metric="loss", published="2", sittings=2, sitting=1)
    last = Published(source="0", metric="loss", published="1", sittings=2)
    rows = published.rows("r", [first, last], [[result(0.5, loss=[3.0, 2.0]), result(0.6, loss=[3.0, 2.0, 1.0])]])
    assert [row["ours"] for row in rows] == [2.0, 1.0]


def test_a_recipe_without_a_figure_is_refused():
    with pytest.raises(InputError, match="digits-dense"):
        published.chosen(["digits-dense"])


def test_every_source_has_its_rows_and_figures_from_elsewhere_wait_to_be_named():
    names = published.chosen([])
    assert {"mnist-dense", "cifar-lenet", "fashion-softmax", "xor-mlp", "svd-recommender", "house-prices"} <= set(names)
    assert "cifar-cnn" not in names and "cifar-cnn" in published.chosen(["cifar-cnn"])


def test_a_row_that_failed_is_said_and_does_not_hold():
    figure = Published(source="0", metric="test_accuracy", published="0.9")
    row = published.failed("r", [figure], "no such data")[0]
    assert not row["holds"] and "no such data" in published.markdown([row])


def result(accuracy: float, loss: list[float] | None = None) -> dict:
    return {
        "recipe": "r",
        "run_id": "0",
        "metrics": {"test_accuracy": accuracy},
        "history": {"loss": loss or [1.0]},
        "seconds": {"total": 1.0},
    }
