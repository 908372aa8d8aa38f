"""The whole flow on real servers: Prefect and MLflow record the run and agree."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from fitflow import load_recipe, step_table
from fitflow.errors import InputError, RunFailed
from fitflow.reuse.options import Reuse
from fitflow.steps import load

QUICK = {"training.epochs": 3, "dataset.name": "synthetic", "model.options.units": 32}


@pytest.fixture(scope="module")
def result(server: str, tmp_path_factory: pytest.TempPathFactory):
    """One finished run of a tiny recipe."""
    from fitflow.flows.train import train

    with pytest.MonkeyPatch.context() as patch:
        project = tmp_path_factory.mktemp("project")
        (project / "mlruns").mkdir()
        patch.chdir(project)
        return train(load_recipe("digits-dense", QUICK | {"seed": 5}))


@pytest.fixture
def client(result):
    from mlflow import MlflowClient

    return MlflowClient(result["url"].rpartition(" ")[2])


def flow_run(flow_run_id: str):
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as prefect:
        return prefect.read_flow_run(flow_run_id)


def test_the_result_is_one_json_document_with_the_promised_keys(result):
    assert set(json.loads(json.dumps(result))) >= {"run_id", "flow_run_id", "status", "recipe", "metrics", "seconds"}
    assert result["metrics"]["test_accuracy"] > 0.9


def test_the_record_holds_recipe_origin_data_curves_and_times(result, client):
    run = client.get_run(result["run_id"])
    assert run.data.params["training.epochs"] == "3" and run.data.params["seed"] == "5"
    tags = {"fitflow.code_digest", "fitflow.command", "backend", "device", "precision", "precision_reason"}
    assert tags | {"version.keras", "version.mlflow", "prefect.flow_run_id", "fitflow.data_sha256"} <= set(
        run.data.tags
    )
    for name in ("loss", "accuracy", "val_loss", "val_accuracy", "examples_per_second"):
        assert [point.step for point in client.get_metric_history(result["run_id"], name)] == [0, 1, 2]
    assert run.data.metrics["test_accuracy"] == result["metrics"]["test_accuracy"]
    assert run.data.metrics["seconds_train"] > 0
    inputs = {entry.dataset.name: entry for entry in run.inputs.dataset_inputs}
    for entry in inputs.values():
        tag = next(tag.value for tag in entry.tags if tag.key == "sha256")
        assert len(tag) == 64 and tag.startswith(entry.dataset.digest)
    files = {file.path for folder in (None, "figures") for file in client.list_artifacts(result["run_id"], folder)}
    figures = {f"figures/{name}.png" for name in ("curves", "confusion_matrix", "test_images", "worst_mistakes")}
    assert figures | {"recipe.json", "model_card.md", "per_class.csv", "checkpoint"} <= files


def test_both_sides_link_to_each_other_and_agree_on_the_end(result, client):
    run, flow = client.get_run(result["run_id"]), flow_run(result["flow_run_id"])
    assert run.data.tags["prefect.flow_run_id"] == result["flow_run_id"]
    assert flow.labels["mlflow.run_id"] == result["run_id"]
    assert (run.info.status, flow.state.name) == ("FINISHED", "Completed")
    assert flow.name == "digits-dense-seed5"


def test_every_step_is_a_named_task_and_the_result_an_artifact(result):
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId, FlowRunFilter, FlowRunFilterId

    with get_client(sync_client=True) as prefect:
        chosen = FlowRunFilter(id=FlowRunFilterId(any_=[result["flow_run_id"]]))
        tasks = {task.name.rpartition("-")[0] for task in prefect.read_task_runs(flow_run_filter=chosen)}
        of_run = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[result["flow_run_id"]]))
        artifacts = prefect.read_artifacts(artifact_filter=of_run)
    assert tasks == {"load", "prepare", "build", "start MLflow run", "train", "evaluate", "register", "report"}
    assert [artifact.key for artifact in artifacts] == ["digits-dense-result"]
    assert result["run_id"] in artifacts[0].data


def test_the_model_predicts_from_raw_pixels_without_fitflow(result):
    """In a process of its own where fitflow cannot be imported."""
    script = (
        "import sys, json\n"
        "for name in ('fitflow', 'flows', 'tasks', 'models', 'recipes', 'prefect'): sys.modules[name] = None\n"
        "import mlflow, numpy as np\n"
        "mlflow.set_tracking_uri(sys.argv[1])\n"
        "images = np.load(sys.argv[3])\n"
        "for uri in sys.argv[4:]:\n"
        "    model = mlflow.pyfunc.load_model(uri)\n"
        "    print(json.dumps(np.asarray(model.predict(images)).tolist()))\n"
    )
    from fitflow.config import DatasetConfig

    data = load.run(DatasetConfig(name="synthetic")).path
    model = result["model"]
    uris = [model["uri"], f"runs:/{result['run_id']}/model", f"models:/{model['name']}/{model['version']}"]
    store = result["url"].rpartition(" ")[2]
    command = [sys.executable, "-W", "ignore", "-c", script, store, "", f"{data}/x_test.npy", *uris]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line for line in done.stdout.splitlines() if line.startswith("[[")]
    assert len(lines) == 3 and len(set(lines)) == 1
    probabilities = np.array(json.loads(lines[0]))
    np.testing.assert_allclose(probabilities.sum(-1), 1, rtol=1e-5)
    accuracy = (probabilities.argmax(-1) == np.load(f"{data}/y_test.npy")).mean()
    assert accuracy == result["metrics"]["test_accuracy"]


def test_the_same_recipe_and_seed_give_equal_metrics_to_the_last_digit(server: str, project: Path):
    from fitflow.flows.train import train

    recipe = load_recipe("digits-dense", QUICK)
    first, second = (
        train(recipe, reuse=Reuse(refresh=tuple(row.name for row in step_table.TRAINING))) for _ in range(2)
    )
    assert first["metrics"] == second["metrics"] and not second["reused"]
    assert train(load_recipe("digits-dense", QUICK | {"seed": 1}))["metrics"] != first["metrics"]


def test_a_run_that_fails_is_failed_on_both_sides_with_the_reason(server: str, project: Path):
    from mlflow import MlflowClient

    from fitflow import tracking
    from fitflow.flows.train import train

    broken = {"training.optimizer": {"name": "sgd", "learning_rate": 1e30}, "training.epochs": 20}
    with pytest.raises(RunFailed, match="the loss became"):
        train(load_recipe("digits-dense", QUICK | broken))
    newest = tracking.list_runs(1)[0]
    assert newest["status"] == "FAILED" and "the loss became" in newest["tags"]["fitflow.error"]
    assert flow_run(newest["tags"]["prefect.flow_run_id"]).state.name == "Failed"
    artifacts = MlflowClient(tracking.tracking_uri()).list_artifacts(newest["run_id"])
    assert "error.txt" in [file.path for file in artifacts]


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({"training.batch_size": 5000}, "batch_size=5000 is larger than"),
        ({"model.options": {"unit": 3}}, "did you mean 'units'"),
        ({"dataset.options": {"num_train": -1}}, "num_train must be"),
        ({"model.name": "lenet", "model.options": {}, "preprocessing.flatten": False}, "lenet cannot be built"),
    ],
)
def test_an_input_error_starts_no_mlflow_run(server: str, project: Path, overrides: dict, said: str):
    from fitflow import tracking
    from fitflow.flows.train import train

    before = len(tracking.list_runs(1000))
    with pytest.raises(InputError, match=said):
        train(load_recipe("digits-dense", QUICK | overrides))
    assert len(tracking.list_runs(1000)) == before


REGRESSION = {
    "dataset.name": "points",
    "model.name": "linear_regression",
    "model.options": {},
    "preprocessing": {"scale": "none"},
    "training.batch_size": 5,
    "training.optimizer": {"name": "sgd", "learning_rate": 0.01},
}


def test_a_regression_is_judged_by_its_errors_beside_least_squares(server: str, project: Path):
    from mlflow import MlflowClient

    from fitflow import tracking
    from fitflow.flows.train import train

    result = train(load_recipe("digits-dense", REGRESSION | {"training.repeat": 500}))
    assert {"test_rmse", "test_mae", "test_r2", "closed_form_test_rmse"} <= set(result["metrics"])
    assert result["closed_form"] == pytest.approx({"x": 0.8, "bias": 0.4})
    assert result["coefficients"] == pytest.approx({"x": 0.8, "bias": 0.4}, abs=1e-2)
    client = MlflowClient(tracking.tracking_uri())
    assert "figures/residuals.png" in [file.path for file in client.list_artifacts(result["run_id"], "figures")]


def test_a_binary_classifier_gives_both_probabilities(server: str, project: Path):
    import mlflow

    from fitflow.flows.train import train

    overrides = {"dataset.name": "xor", "model.name": "xor_mlp", "model.options": {}, "preprocessing": {}}
    overrides |= {"training.loss.name": "binary_crossentropy", "training.batch_size": 4, "training.epochs": 1}
    result = train(load_recipe("digits-dense", overrides))
    rows = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.uint8)
    probabilities = np.asarray(mlflow.pyfunc.load_model(result["model"]["uri"]).predict(rows))
    assert probabilities.shape == (4, 2)
    np.testing.assert_allclose(probabilities.sum(1), 1, rtol=1e-6)
    loss = -np.log(probabilities[np.arange(4), [0, 1, 1, 0]]).mean()
    assert result["metrics"]["test_loss"] == pytest.approx(loss, rel=1e-5)


def test_sittings_join_up_in_mlflow_and_point_at_each_other(server: str, project: Path):
    from mlflow import MlflowClient

    from fitflow import tracking
    from fitflow.flows.train import train

    recipe = load_recipe("digits-dense", QUICK)
    first = train(recipe)
    second = train(recipe, continue_from=first["run_id"][:12])
    client = MlflowClient(tracking.tracking_uri())
    steps = [[point.step for point in client.get_metric_history(run["run_id"], "loss")] for run in (first, second)]
    assert steps == [[0, 1, 2], [3, 4, 5]]
    assert client.get_run(second["run_id"]).data.tags["fitflow.continues"] == first["run_id"]
    assert client.get_run(first["run_id"]).data.tags["fitflow.continued_by"] == second["run_id"]
    whole = train(load_recipe("digits-dense", QUICK | {"training.epochs": 6}))
    assert second["metrics"] == whole["metrics"] and second["history"]["loss"] == whole["history"]["loss"]


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({"training.batch_size": 16}, "training.batch_size 32 -> 16"),
        ({"dataset.options": {"num_train": 400}}, "dataset.options.num_train None -> 400"),
        (
            {"training.optimizer": {"name": "sgd", "learning_rate": 1.0, "schedule": {}}},
            "learning rate has decayed to 0",
        ),
    ],
)
def test_another_recipe_does_not_go_on_from_a_run(result, overrides: dict, said: str, monkeypatch, server: str):
    from fitflow.flows.train import train

    monkeypatch.chdir(Path(result["url"].rpartition("sqlite:///")[2]).parent.parent)
    with pytest.raises(InputError, match=said):
        train(load_recipe("digits-dense", QUICK | {"seed": 5} | overrides), continue_from=result["run_id"])


@pytest.mark.parametrize("name", ["svd-recommender", "pca", "norms", "numerical-gradient"])
def test_a_computation_is_a_tracked_run_too(name: str, server: str, project: Path):
    from mlflow import MlflowClient

    from fitflow import tracking
    from fitflow.flows.compute import compute
    from fitflow.recipe_io.loading import load_experiment

    result = compute(load_experiment(name))
    run = MlflowClient(tracking.tracking_uri()).get_run(result["run_id"])
    assert run.info.status == "FINISHED" and run.data.tags["fitflow.data_sha256"] == result["data"]["sha256"]
    assert all(run.data.metrics[key] == value for key, value in result["metrics"].items())
    assert flow_run(result["flow_run_id"]).state.name == "Completed"


def test_a_run_is_found_by_id_start_latest_and_best(server: str, project: Path):
    from fitflow import tracking
    from fitflow.flows.train import train

    recipe = {"name": "found-again", "training.epochs": 1, "dataset.name": "synthetic"}
    worse, better = (train(load_recipe("digits-dense", recipe | {"seed": seed})) for seed in (1, 2))
    if worse["metrics"]["test_accuracy"] > better["metrics"]["test_accuracy"]:
        worse, better = better, worse
    assert tracking.get_run("best:found-again")["run_id"] == better["run_id"]
    assert tracking.get_run("latest:found-again")["seconds"] > 0
    assert tracking.get_run(worse["run_id"][:12])["run_id"] == worse["run_id"]
    for name, said in (("", "no run ''"), ("latest:nothing", "no run matches"), ("best", "needs a recipe")):
        with pytest.raises(InputError, match=said):
            tracking.get_run(name)
