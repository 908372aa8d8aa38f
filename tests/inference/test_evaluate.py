"""`fitflow evaluate`: reproduces the recorded metrics in a run of its own, and refuses data that does not fit."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from fitflow import tracking
from fitflow.config import DatasetConfig
from fitflow.errors import InputError
from tests.documents import conforms
from tests.inference.conftest import FEATURES, Models, write_table


@pytest.fixture(scope="module")
def again(models: Models):
    """The digits' model, evaluated by its registered name."""
    from fitflow.flows.evaluate import evaluate

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(models.project)
        before = tracking.get_run(models.digits["run_id"])
        return before, evaluate("digits@champion")


def test_the_same_data_gives_the_figures_on_record(again, models: Models):
    _, result = again
    assert result["same_data"] and result["metrics"] == models.digits["metrics"] == result["recorded"]
    assert result["run_id"] != models.digits["run_id"] and result["model"]["run_id"] == models.digits["run_id"]
    low, high = result["intervals"]["test_accuracy"]
    assert low < result["metrics"]["test_accuracy"] < high


def test_the_training_run_stays_as_it_was(again, models: Models):
    before, _ = again
    after = tracking.get_run(models.digits["run_id"])
    assert {key: after[key] for key in ("metrics", "tags", "status")} == {
        key: before[key] for key in ("metrics", "tags", "status")
    }


def test_the_new_run_is_linked_to_model_and_data_and_holds_the_record(again, models: Models):
    from mlflow import MlflowClient

    _, result = again
    client = MlflowClient(tracking.tracking_uri())
    run = client.get_run(result["run_id"])
    model_id = models.digits["model"]["uri"].removeprefix("models:/")
    assert run.info.status == "FINISHED" and run.info.run_name == "evaluate-digits-dense"
    assert run.data.tags["fitflow.evaluates"] == models.digits["run_id"]
    assert [given.model_id for given in run.inputs.model_inputs] == [model_id]
    assert [given.dataset.name for given in run.inputs.dataset_inputs] == ["digits-test"]
    linked = {metric.key: (metric.value, metric.run_id) for metric in client.get_logged_model(model_id).metrics}
    assert linked["test_accuracy"] == (result["metrics"]["test_accuracy"], result["run_id"])
    files = {file.path for file in client.list_artifacts(result["run_id"])}
    assert {"predictions.parquet", "evaluation.json", "per_class.csv", "figures"} <= files


def test_it_is_no_run_of_the_recipe_but_leads_to_its_model(again, models: Models):
    _, result = again
    assert tracking.get_run("latest:digits-dense")["run_id"] == models.digits["run_id"]
    assert tracking.get_run("best:digits-dense")["run_id"] == models.digits["run_id"]
    assert tracking.find_model(result["run_id"]).run_id == models.digits["run_id"]
    assert result["test_reads"] >= 2


def test_another_table_with_the_same_columns_is_judged_and_said_to_be_other_data(models: Models):
    from fitflow.flows.evaluate import evaluate

    table = write_table(models.project / "more.csv", seed=1)
    options = {"path": str(table), "target": "worth", "features": FEATURES, "missing": "drop"}
    result = evaluate(models.sold["run_id"], DatasetConfig(name="csv", options=options))
    assert not result["same_data"] and result["data"]["found"].endswith("more.csv)")
    assert set(result["metrics"]) == set(models.sold["metrics"])


def test_data_that_does_not_fit_is_refused_and_leaves_no_run(models: Models, tmp_path: Path):
    from fitflow.flows.evaluate import evaluate

    table = write_table(tmp_path / "flats.csv")
    table.write_text(table.read_text().replace("loft", "hut"))
    options = {"path": str(table), "target": "worth", "features": FEATURES}
    cases = [
        ("digits@champion", DatasetConfig(name="mnist"), "examples of shape (8, 8, 1), the data (28, 28, 1)"),
        (models.sold["run_id"], DatasetConfig(name="csv", options=options), "kind=loft, area, rooms, the data kind=f"),
        (models.price["run_id"], DatasetConfig(name="csv", options=options), "the task regression, the data class"),
    ]
    before = len(tracking.list_runs(1000))
    for name, dataset, said in cases:
        with pytest.raises(InputError, match="cannot be evaluated on") as refused:
            evaluate(name, dataset)
        assert said in str(refused.value)
    assert len(tracking.list_runs(1000)) == before


def test_the_command_prints_one_document_and_refuses_in_one_line(models: Models):
    command = [sys.executable, "-m", "fitflow.cli", "evaluate"]
    done = subprocess.run([*command, models.price["run_id"], "--json"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    result = conforms(json.loads(done.stdout), "evaluate")
    assert result["metrics"]["test_rmse"] == models.price["metrics"]["test_rmse"]
    wrong = subprocess.run([*command, "latest", "--dataset", "mnits"], capture_output=True, text=True, timeout=300)
    assert wrong.returncode == 2 and "did you mean 'mnist'" in wrong.stderr and wrong.stderr.count("\n") == 1
