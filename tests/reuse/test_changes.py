"""Exactly the right steps run again after each kind of change: keys alone, on a copy of the sources."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fitflow import step_table, tracking
from fitflow.config import Recipe
from fitflow.planning.plan import Planned, plan
from fitflow.recipe_io.loading import load_recipe
from fitflow.references import Metrics, ModelRef, ModelVersion, Ref, ReportRef, TrainedRef
from fitflow.reuse import keys, results, timings
from fitflow.reuse import sources as sources_of
from fitflow.steps import build, evaluate, load, prepare, register, report, train
from fitflow.store import entries
from fitflow.system import machine
from tests.reuse import edits

ROOT = Path(__file__).parents[2]
ALL = {row.name for row in step_table.TRAINING}
TRAIN = {"train", "evaluate", "register", "report"}
PREPARE = {"prepare"} | TRAIN
BUILD = {"build"} | TRAIN
EVALUATE = {"evaluate", "report"}
OVERRIDES: dict[str, Any] = {
    "name": "changes",
    "dataset": {"name": "csv", "options": {"path": "rows.csv", "target": "kind"}},
    "preprocessing": {"scale": "standardize", "validation_split": 0.2, "flatten": False},
    "model": {"name": "mnist_dense", "options": {"units": 4}},
    "training.batch_size": 8,
}


@dataclass
class Place:
    """A copy of the sources, data, and a cache in which a run of the recipe has left its results."""

    sources: Path
    data: Path
    refs: dict[str, Ref]
    overrides: dict[str, Any]

    before: dict[Path, str]

    def edit(self, module: str, edit: edits.Edit) -> None:
        path = self.sources / "fitflow" / f"{module.replace('.', '/')}.py"
        self.before[path] = edits.apply(path, edit)

    def recipe(self) -> Recipe:
        return load_recipe("digits-dense", self.overrides)

    def plan(self) -> list[Planned]:
        return plan(self.recipe(), str(self.data))


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("sources")
    shutil.copytree(ROOT / "fitflow", copy / "fitflow", ignore=shutil.ignore_patterns("bundled", "__pycache__"))
    return copy


@pytest.fixture
def place(sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    data = tmp_path / "data"
    monkeypatch.setenv("FITFLOW_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("FITFLOW_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sources_of, "_package_folder", lambda package: sources / package)
    monkeypatch.setattr(keys, "dirty", lambda definitions: [])  # what is loaded is the original, not the copy
    data.mkdir()
    rows = [f"{index % 7},{index * 3 % 11},{'even' if index % 2 == 0 else 'odd'}" for index in range(60)]
    (data / "rows.csv").write_text("\n".join(["a,b,kind", *rows]) + "\n")
    here = Place(sources, data, {}, dict(OVERRIDES), {})
    _run(here, tmp_path)
    assert [one.step for one in here.plan() if one.runs] == []
    yield here
    for path, text in here.before.items():
        path.write_text(text)


def _run(place: Place, folder: Path) -> None:
    """Leave what a run leaves; training itself is not what this file is about, so its files are stand-ins."""
    recipe, found, refs = place.recipe(), {}, place.refs
    made = results.now(run_id="0" * 32, tracking_uri=tracking.tracking_uri())

    def keep(name: str, step: keys.Step, ref: Ref) -> Any:
        found[name] = {"key": step.key, "parts": step.parts, "reused": ""}
        refs[name] = results.keep(step, ref, made)
        return refs[name]

    dataset = keep("load", load.key(recipe.dataset, str(place.data)), load.run(recipe.dataset, place.data))
    prepared = prepare.run(dataset, recipe.preprocessing, recipe.seed)
    keep("prepare", prepare.key(dataset, recipe), prepared)
    chosen = {"device": "cpu: some", "precision": "float32"}
    model = ModelRef(name="m", num_parameters=1, convolutional=False, runtime=chosen)
    keep("build", build.key(recipe, prepared), model)
    for name in ("model.keras", "000001-00000000-abc.npz"):
        (folder / name).write_bytes(name.encode())
    trained = TrainedRef(
        path=str(folder / "model.keras"),
        digest="d" * 64,
        checkpoint=str(folder / "000001-00000000-abc.npz"),
        epochs=1,
        initial_epoch=0,
        best_epoch=None,
        history={"loss": [1.0]},
        examples_per_second=1.0,
    )
    trained = keep("train", train.key(recipe, prepared, model, None), trained)
    entry = entries.put("predictions", "0" * 64, {"labels": np.zeros(3)}, {})
    metrics = Metrics(values={"test_accuracy": 1.0}, num_examples=3, path=str(entry.path))
    keep("evaluate", evaluate.key(trained, prepared), metrics)
    for name in ("MLmodel", "model_card.md"):
        (folder / name).touch()
    version = ModelVersion(uri="models:/m-1", name="rows", version="1", location=folder.as_uri())
    keep("register", register.key(trained, prepared), version)
    drawn = ReportRef(run_id="0" * 32, location=folder.as_uri())
    keep("report", report.key(recipe, prepared, trained, metrics), drawn)
    timings.note(recipe, "0" * 32, found, refs)


def field(name: str, value: Any) -> Callable[[Place, pytest.MonkeyPatch], None]:
    return lambda place, _: place.overrides.update({name: value})


def code(module: str, edit: edits.Edit) -> Callable[[Place, pytest.MonkeyPatch], None]:
    return lambda place, _: place.edit(module, edit)


def library(name: str) -> Callable[[Place, pytest.MonkeyPatch], None]:
    def change(_: Place, patch: pytest.MonkeyPatch) -> None:
        before = machine.version
        patch.setattr(machine, "version", lambda asked: "99.0" if asked == name else before(asked))

    return change


def variable(name: str, value: str) -> Callable[[Place, pytest.MonkeyPatch], None]:
    return lambda _, patch: patch.setenv(name, value)


def threads(_: Place, patch: pytest.MonkeyPatch) -> None:
    patch.setattr("os.sched_getaffinity", lambda _: set(range(77)))


def data_byte(place: Place, _: pytest.MonkeyPatch) -> None:
    path = place.data / "rows.csv"
    path.write_text(path.read_text().replace("3,9,", "3,8,", 1))


def data_touched(place: Place, _: pytest.MonkeyPatch) -> None:
    path = place.data / "rows.csv"
    path.write_bytes(path.read_bytes())


def data_moved(place: Place, _: pytest.MonkeyPatch) -> None:
    place.data = place.data.rename(place.data.with_name("elsewhere"))


def data_renamed(place: Place, _: pytest.MonkeyPatch) -> None:
    (place.data / "rows.csv").rename(place.data / "lines.csv")
    place.overrides["dataset"] = {"name": "csv", "options": {"path": "lines.csv", "target": "kind"}}


def damaged(step: str, file: str) -> Callable[[Place, pytest.MonkeyPatch], None]:
    def change(place: Place, _: pytest.MonkeyPatch) -> None:
        path = Path(place.refs[step].path)  # type: ignore[attr-defined]
        path = path / file if path.is_dir() else path
        path.write_bytes(path.read_bytes()[:-1] + b"!")

    return change


def record_edited(place: Place, _: pytest.MonkeyPatch) -> None:
    record = next(record for record in results.records() if record.step == "evaluate")
    path = results.folder() / f"{record.key}.json"
    path.write_text(path.read_text().replace('"test_accuracy": 1.0', '"test_accuracy": 0.5'))


def model_gone(place: Place, _: pytest.MonkeyPatch) -> None:
    (place.data.parent / "MLmodel").unlink()


OPTIONS = {"path": "rows.csv", "target": "kind"}
CHANGES: dict[str, tuple[Callable[[Place, pytest.MonkeyPatch], None], set[str]]] = {
    # The recipe.
    "more epochs": (field("training.epochs", 9), TRAIN),
    "another batch size": (field("training.batch_size", 4), TRAIN),
    "another learning rate": (field("training.optimizer.learning_rate", 0.5), TRAIN),
    "another seed": (field("seed", 7), PREPARE),
    "another scaling": (field("preprocessing.scale", "none"), PREPARE),
    "another share to validate": (field("preprocessing.validation_split", 0.3), PREPARE),
    "flattened": (field("preprocessing.flatten", True), {"build"} | PREPARE),
    "a wider network": (field("model.options.units", 5), BUILD),
    "another precision": (field("runtime.precision", "float32"), BUILD),
    "checkpoints more often": (field("runtime.checkpoint_seconds", 1.0), set()),
    "another experiment in MLflow": (field("experiment", "other"), set()),
    "an option of the dataset": (field("dataset", {"name": "csv", "options": OPTIONS | {"seed": 3}}), ALL),
    # Our code.
    "a helper's body": (code("data.preprocessing", edits.body("split_rows")), PREPARE),
    "a helper's helper in another module": (code("training.networks", edits.body("penalize")), TRAIN),
    "a constant of the step": (code("steps.evaluate", edits.value("BATCH_SIZE")), EVALUATE),
    "a constant in another module": (code("evaluation.classification", edits.value("WORST")), EVALUATE),
    "a default of an argument": (code("training.fit", edits.default("train")), TRAIN),
    "a method of a class": (code("training.callbacks", edits.body("Checkpointer.on_epoch_end")), TRAIN),
    "a function in a function": (code("data.preprocessing", edits.inner_body("channel_statistics")), PREPARE),
    "a helper's name": (code("evaluation.classification", edits.renamed("_log_softmax")), EVALUATE),
    "a decorator": (code("data.batches", edits.decorated("augment")), TRAIN),
    "the network's own file": (code("models.mnist_dense", edits.string("build", "relu")), BUILD),
    "another network's file": (code("models.lenet", edits.string("build", "relu")), set()),
    "the reader of the dataset": (code("datasets.csv", edits.body("read")), ALL),
    "a helper of the dataset's reader": (code("data.tables", edits.body("known_cell")), ALL),
    "another dataset's reader": (code("data.formats.npz", edits.value("NAMES")), set()),
    "a figure": (code("reporting.figures", edits.body("curves")), {"report"}),
    "the model card": (code("reporting.model_card", edits.body("model_card")), {"report"}),
    "the model that is served": (code("inference.served_model", edits.string("finished", "classifier")), {"register"}),
    "how runs are recorded": (code("tracking.writing", edits.value("BATCH")), set()),
    "the progress bar": (code("training.progress", edits.body("curves")), set()),
    "a task": (code("tasks.model", edits.body("train_model")), set()),
    "a comment": (code("training.compile", edits.commented("OPTIMIZERS")), set()),
    "a docstring": (code("training.fit", edits.documented("train")), set()),
    "lines moved": (code("evaluation.classification", edits.moved("softmax")), set()),
    "a function that nothing calls": (code("training.fit", edits.joined_by_unused("make_batches")), set()),
    "an import that is nowhere": (
        code("training.compile", edits.imported_from("WarmupDecay", "fitflow.timetables")),
        TRAIN,
    ),
    # The data.
    "a byte of the data": (data_byte, ALL),
    "a renamed file": (data_renamed, ALL),
    "a moved folder": (data_moved, set()),
    "a file written again with the same bytes": (data_touched, set()),
    # Libraries and the machine.
    "numpy": (library("numpy"), ALL),
    "pandas": (library("pandas"), ALL),
    "scikit-learn": (library("sklearn"), PREPARE),
    "keras": (library("keras"), BUILD),
    "mlflow": (library("mlflow"), {"register"}),
    "matplotlib": (library("matplotlib"), {"report"}),
    "prefect": (library("prefect"), set()),
    "threads": (threads, BUILD),
    "a setting of XLA": (variable("XLA_FLAGS", "--xla_cpu_enable_fast_math=true"), BUILD),
    "the backend": (variable("KERAS_BACKEND", "jax"), BUILD),
    "another MLflow store": (variable("MLFLOW_TRACKING_URI", "sqlite:////tmp/other.db"), TRAIN),
    # What is kept.
    "the stored data was altered": (damaged("load", "x_train.npy"), ALL),
    "the trained network was altered": (damaged("train", ""), TRAIN),
    "the predictions were altered": (damaged("evaluate", "labels.npy"), EVALUATE),
    "a record was edited": (record_edited, EVALUATE),
    "the logged model is gone": (model_gone, {"register"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_exactly_what_a_change_touches_runs_again(name: str, place: Place, monkeypatch: pytest.MonkeyPatch):
    change, expected = CHANGES[name]
    change(place, monkeypatch)
    planned = place.plan()
    assert {one.step for one in planned if one.runs} == expected, [(one.step, one.reason) for one in planned]


SAID = {
    "more epochs": ("train", "training.epochs 20 -> 9"),
    "a helper's body": ("prepare", "split_rows in fitflow.data.preprocessing changed"),
    "a helper's helper in another module": ("train", "penalize in fitflow.training.networks changed"),
    "a byte of the data": ("load", "file rows.csv changed"),
    "a renamed file": ("load", "file lines.csv is new"),
    "numpy": ("load", f"numpy {np.__version__} -> 99.0"),
    "threads": ("build", f"threads {len(os.sched_getaffinity(0))} -> 77"),
    "an import that is nowhere": ("train", "fitflow.timetables.WarmupDecay is imported but not found"),
    "the stored data was altered": ("load", "x_train.npy was altered"),
    "a record was edited": ("evaluate", "was altered"),
    "the logged model is gone": ("register", "is not in this MLflow store"),
}


@pytest.mark.parametrize("name", SAID)
def test_the_plan_names_the_cause(name: str, place: Place, monkeypatch: pytest.MonkeyPatch):
    CHANGES[name][0](place, monkeypatch)
    step, said = SAID[name]
    planned = next(one for one in place.plan() if one.step == step)
    assert said in planned.reason or said in planned.causes, planned


def test_a_step_that_gives_the_same_again_spares_what_follows(place: Place):
    """The same rows read by changed code: the content decides about the steps after it, once it is known."""
    place.edit("datasets.csv", edits.body("read"))
    recipe = place.recipe()
    assert place.plan()[1].reason == "after load"
    again = load.run(recipe.dataset, place.data)
    results.keep(load.key(recipe.dataset, str(place.data)), again, results.now())
    assert [one.step for one in place.plan() if one.runs] == []


def test_a_record_of_a_newer_fitflow_is_left_alone_and_said(place: Place):
    record = next(record for record in results.records() if record.step == "evaluate")
    path = results.folder() / f"{record.key}.json"
    path.write_text(path.read_text().replace('"format": 1', '"format": 99', 1))
    before = path.read_bytes()
    planned = next(one for one in place.plan() if one.step == "evaluate")
    assert planned.runs and "newer fitflow" in planned.reason
    assert path.read_bytes() == before


@pytest.mark.parametrize("size", [0, 1, 100])
def test_a_truncated_record_is_dropped(size: int, place: Place):
    path = results.folder() / f"{next(record for record in results.records() if record.step == 'evaluate').key}.json"
    path.write_bytes(path.read_bytes()[:size])
    planned = next(one for one in place.plan() if one.step == "evaluate")
    assert planned.runs and "cannot be read" in planned.reason and not path.exists()
