"""The gate on trained models: rejects a worse one, leaves an equal one undecided, promotes a better one."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mlflow
import numpy as np
import pandas as pd
import pytest

from fitflow import load_recipe, tracking
from fitflow.errors import InputError, Refused
from fitflow.promotion import aliases, evidence, ledger, ledger_audit, run_gate
from fitflow.tracking import registry

LINE = "digits"


def train(**overrides: Any) -> str:
    """A finished run of the digits; its id."""
    from fitflow.flows.train import train as flow

    return flow(load_recipe("digits-dense", {key.replace("__", "."): value for key, value in overrides.items()}))[
        "run_id"
    ]


@pytest.fixture(scope="module")
def runs(server: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Runs of a project of their own, which becomes the working folder: their ids by what they are."""
    project = tmp_path_factory.mktemp("project")
    (project / "mlruns").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project)
        patch.setenv("FITFLOW_CACHE_DIR", f"{project}-cache")  # an evaluation that is reused reads no test split
        made = {name: train(training__epochs=epochs) for name, epochs in (("first", 2), ("worse", 1), ("better", 10))}
        made["equal"] = train(training__epochs=10, seed=1)
        made["other data"] = train(training__epochs=1, dataset__name="synthetic", seed=7)
    return made | {"project": str(project)}


@pytest.fixture(autouse=True)
def inside(runs: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(runs["project"])
    monkeypatch.setenv("FITFLOW_CACHE_DIR", f"{runs['project']}-cache")


def promote(run: str, **options: Any) -> dict[str, Any]:
    from fitflow.flows.promote import promote as flow

    return flow(run, **options)


def champion(name: str = LINE) -> str | None:
    version = registry.aliased(name, registry.CHAMPION)
    return version.run_id if version else None


def fitflow(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "fitflow.cli", *arguments]
    return subprocess.run(command, env=os.environ | {"COLUMNS": "200"}, capture_output=True, text=True, timeout=600)


def outcomes(result: dict[str, Any]) -> dict[str, str]:
    return {check["name"]: check["outcome"] for check in result["report"]["checks"]}


def spoil_weights(path: Path) -> None:
    """Other weights in a model's file."""
    import keras

    model = keras.models.load_model(path, compile=False)
    model.set_weights([array * 1.01 for array in model.get_weights()])
    model.save(path)


def spoil_file(path: Path) -> None:
    """No model in a model's file."""
    path.write_bytes(b"no model")


def test_the_evaluation_is_on_record_example_by_example(runs: dict[str, str], tmp_path: Path):
    run_id = runs["better"]
    run = tracking.get_run(run_id)
    table = pd.read_parquet(tracking.download(run_id, "predictions.parquet", tmp_path))
    assert list(table) == ["id", "label", "predicted", *(f"p_{index}" for index in range(10))]
    assert len(table) == 360 and (table["id"] == np.arange(360)).all()
    assert (table["label"] == table["predicted"]).mean() == run["metrics"]["test_accuracy"]
    np.testing.assert_allclose(table.filter(like="p_").sum(axis=1), 1, rtol=1e-5)
    document = json.loads(tracking.download(run_id, "evaluation.json", tmp_path).read_text())
    low, high = document["intervals"]["test_accuracy"]
    assert low < run["metrics"]["test_accuracy"] < high
    bins = document["calibration"]["bins"]
    gaps = [row["examples"] * abs(row["accuracy"] - row["confidence"]) for row in bins]
    assert sum(gaps) / 360 == pytest.approx(run["metrics"]["test_ece"], abs=1e-6)
    card = tracking.download(run_id, "model_card.md", tmp_path).read_text()
    assert f"{low:.4g} to {high:.4g}" in card
    assert tracking.download(run_id, "figures/reliability.png", tmp_path).stat().st_size > 5000


def test_every_reading_of_the_test_split_is_counted(runs: dict[str, str]):
    names = ("first", "worse", "better", "equal")
    assert [tracking.get_run(runs[name])["metrics"]["test_reads"] for name in names] == [1, 2, 3, 4]
    assert list(tracking.test_reads(LINE).values()) == [4] and list(tracking.test_reads("synthetic").values()) == [1]


def test_worse_is_refused_better_promoted_equal_undecided_and_all_of_it_on_record(runs: dict[str, str], tmp_path: Path):
    first, worse, better = (promote(runs[name]) for name in ("first", "worse", "better"))
    assert (first["promoted"], first["verdict"], first["report"]["checks"]) == (True, "promote", [])
    assert (worse["promoted"], worse["verdict"], outcomes(worse)["better"]) == (False, "reject", "fails")
    assert (better["promoted"], better["before"]) == (True, first["version"])
    assert set(outcomes(better)) == {"better", "classes", "calibration", "latency", "size"}
    equal = promote(runs["equal"])
    assert (equal["promoted"], equal["verdict"]) == (False, "undecided")
    assert "undecided (needs about" in equal["summary"] and "more test examples" in equal["summary"]
    assert champion() == runs["better"]

    found = aliases.read(LINE)
    assert found.problems == []
    events = [line.event for line in found.lines]
    assert events == ["intent", "promoted", "rejected", "intent", "promoted", "undecided"]
    for result, line in ((worse, found.lines[2]), (equal, found.lines[5])):
        name = f"promotion/{result['report_sha256'][:12]}"
        kept = tracking.download(result["run_id"], f"{name}.json", tmp_path)
        assert hashlib.sha256(kept.read_bytes()).hexdigest() == line.report == result["report_sha256"]
        assert result["summary"] in tracking.download(result["run_id"], f"{name}.md", tmp_path).read_text()

    done = fitflow("rollback", LINE, "--reason", "too good to be true", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["run_id"] == champion() == runs["first"]
    done = fitflow("history", LINE, "--verify")
    assert done.returncode == 0 and "too good to be true" in done.stdout
    assert "was read 4 times" in done.stdout


def test_force_promotes_with_its_reason_on_record(runs: dict[str, str]):
    name = champion()
    done = fitflow("promote", runs["worse"], "--force")
    assert done.returncode == 2 and "--force needs --reason" in done.stderr and champion() == name
    result = promote(runs["worse"], force=True, reason="to try")
    line = aliases.read(LINE).lines[-1]
    assert result["promoted"] and champion() == runs["worse"]
    assert (line.forced, line.reason, line.verdict) == (result["verdict"] != "promote", "to try", result["verdict"])


def test_a_threshold_can_be_set_for_once_and_nothing_else(runs: dict[str, str]):
    name = champion()
    result = promote(runs["equal"], overrides={"gate.max_size_mb": 0.001})
    assert result["verdict"] == "reject" and outcomes(result)["size"] == "fails" and champion() == name
    assert result["report"]["gate"]["max_size_mb"] == 0.001
    with pytest.raises(InputError, match="only the gate's thresholds"):
        promote(runs["equal"], overrides={"training.epochs": 3})


def test_models_judged_on_other_examples_are_not_compared(runs: dict[str, str]):
    registry.set_alias("synthetic", registry.CHAMPION, registry.version_of(runs["other data"]).version)
    other = train(training__epochs=1, dataset__name="synthetic", dataset__options={"seed": 3})
    with pytest.raises(InputError, match="different test examples"):
        promote(other)
    assert champion("synthetic") == runs["other data"]
    candidate = run_gate.find_candidate(other)
    judgement = run_gate.judge(candidate, run_gate.find_champion(candidate), {}, forced=True)
    assert judgement.verdict == "undecided" and "not compared" in judgement.report["checks"][0]["said"]
    mlflow.MlflowClient(tracking.tracking_uri()).delete_run(runs["other data"])
    assert sorted(tracking.test_reads("synthetic").values()) == [1, 1]  # a deleted run has read it too
    with pytest.raises(InputError, match="to promote without a comparison: --force"):
        run_gate.judge(candidate, run_gate.find_champion(candidate), {})


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (spoil_weights, "predicts differently than when logged"),
        pytest.param(spoil_file, "cannot be loaded", marks=pytest.mark.slow),
    ],
)
def test_a_version_that_does_not_predict_as_it_did_is_not_promoted(
    damage: Callable[[Path], None], said: str, runs: dict[str, str]
):
    run_id = train(training__epochs=1, seed=9)
    before = champion()
    folder = Path(mlflow.artifacts.download_artifacts(registry.version_of(run_id).uri))
    damage(next(folder.rglob("*.keras")))
    with pytest.raises(Refused, match=said):
        promote(run_id, force=True, reason="whatever")
    assert champion() == before and ledger.pending(aliases.read(LINE).lines) is None


def test_runs_that_differ_in_their_seed_alone_are_found(runs: dict[str, str]):
    for name, accuracies in (("first", ["first"]), ("better", ["better", "equal"])):
        expected = [tracking.get_run(runs[run])["metrics"]["test_accuracy"] for run in accuracies]
        assert sorted(evidence.by_seed(evidence.of_run(runs[name]))) == sorted(expected)


def test_what_cannot_be_promoted_is_said_in_one_line(runs: dict[str, str]):
    from fitflow.flows.compute import compute
    from fitflow.recipe_io.loading import load_experiment

    for name, said in (("f" * 32, "no run"), (compute(load_experiment("norms"))["run_id"], "registered no model")):
        with pytest.raises(InputError, match=said):
            promote(name)
    run = tracking.create_run("digits", "unfinished", {"fitflow.recipe": "digits-dense"})
    with pytest.raises(InputError, match="is RUNNING, and only a finished run"):
        promote(run.run_id)
    tracking.end_run(run.run_id, "FAILED")
    with pytest.raises(InputError, match="is FAILED"):
        promote(run.run_id)
    with pytest.raises(InputError, match="already the champion"):
        promote(champion() or "")


@pytest.mark.parametrize("verb", ["champion", "rollback", "history"])
def test_a_name_that_does_not_exist_is_exit_2_with_the_nearest(verb: str):
    done = fitflow(verb, "digit")
    assert done.returncode == 2 and "did you mean 'digits'?" in done.stderr and "Traceback" not in done.stderr


def test_a_refusal_is_exit_1_with_the_reason_and_a_flipped_byte_is_named(runs: dict[str, str]):
    refused = fitflow("promote", runs["equal"], "--set", "gate.max_size_mb=0.001", "--json")
    assert refused.returncode == 1 and "reject: " in refused.stderr and "size: 0.0" in refused.stderr
    assert "Traceback" not in refused.stderr
    verdict = json.loads(refused.stdout)
    assert verdict["verdict"] == "reject"
    path = ledger.path_of(LINE, registry.store_digest())
    content = path.read_bytes()
    place = content.index(b'"event":"promoted"')
    path.write_bytes(content[:place] + b"q" + content[place + 1 :])
    done = fitflow("history", LINE, "--verify")
    assert done.returncode == 1 and "line 2 of" in done.stderr and "was changed" in done.stderr
    with pytest.raises(Refused, match=r"line 2 of .*; promotion is blocked"):
        promote(runs["equal"], force=True, reason="whatever")
    path.write_bytes(content)
    assert ledger_audit.changed_reports(aliases.read(LINE).lines) == []
    report = next(Path(runs["project"]).rglob(f"promotion/{verdict['report_sha256'][:12]}.json"))
    report.write_text(report.read_text() + " ")
    assert "was changed" in ledger_audit.changed_reports(aliases.read(LINE).lines)[-1]


def test_numbers_are_judged_too(server: str):
    from tests.flows.test_flow import REGRESSION

    quick = {key.replace(".", "__"): value for key, value in REGRESSION.items()}
    first = train(**quick, training__repeat=20)
    worse = train(**quick, training__epochs=1)
    version = registry.version_of(first)
    registry.set_alias(version.name, registry.CHAMPION, version.version)
    result = promote(worse)
    assert result["verdict"] in ("reject", "undecided") and "paired bootstrap" in result["report"]["checks"][0]["said"]
