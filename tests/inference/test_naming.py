"""Every way to name a model finds the same one, and an unknown name gets a suggestion."""

from __future__ import annotations

import numpy as np
import pytest

from fitflow import tracking
from fitflow.errors import InputError
from tests.inference.conftest import Models


def test_every_name_leads_to_the_same_model(models: Models):
    run = models.digits["run_id"]
    names = [run, run[:8], "latest:digits-dense", "best:digits-dense", "digits@champion", models.digits["model"]["uri"]]
    names += ["models:/digits@champion", "models:/digits/1", "models:/digits/latest"]
    found = {name: tracking.find_model(name) for name in names}
    assert {model.uri for model in found.values()} == {models.digits["model"]["uri"]}
    assert {model.run_id for model in found.values()} == {run}
    assert {tracking.run_of(name) for name in names} == {run}
    model = found[run]
    assert (model.input_shape, model.dtype, model.num_outputs) == ((8, 8, 1), "uint8", 10)
    assert model.class_names == tuple("0123456789") and model.value_range == (0, 16)


def test_a_model_says_how_its_rows_are_made(models: Models):
    columns = {column.name: column for column in tracking.find_model(models.price["run_id"]).columns}
    assert list(columns) == ["kind", "area", "rooms"]
    assert columns["kind"].categories == ("flat", "house", "loft") and columns["kind"].fill in ("flat", "house", "loft")
    assert 40 < float(columns["area"].fill) < 200 and columns["area"].categories == ()
    assert {column.fill for column in tracking.find_model(models.sold["run_id"]).columns} == {None}


def test_the_loaded_model_gives_what_its_run_recorded(models: Models):
    model = tracking.find_model(models.digits["run_id"])
    network = tracking.load_keras(model)
    with np.load(tracking.download(model.run_id, "fixed_batch.npz", models.project / "batch")) as batch:
        np.testing.assert_array_equal(network.predict(batch["examples"], verbose=0), batch["outputs"])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("digit@champion", "no registered model 'digit' .* did you mean 'digits'"),
        ("models:/digits@challenger", "has no alias 'challenger'; try: digits@champion, models:/digits/1"),
        ("models:/digits/7", "has no version '7'; try: digits@champion"),
        ("models:/digits", "names no version"),
        ("models:/m-00000000", "no model models:/m-00000000"),
        ("digits", "is a registered model; name a version: digits@champion"),
        ("zebra", "no run 'zebra'"),
        ("latest:zebra", "no run matches 'latest:zebra'"),
    ],
)
def test_a_name_that_leads_nowhere_says_what_would(name: str, said: str):
    with pytest.raises(InputError, match=said):
        tracking.find_model(name)


@pytest.mark.parametrize(
    ("status", "said"), [("RUNNING", "is not finished"), ("KILLED", "was interrupted"), ("FAILED", "it failed")]
)
def test_a_run_without_a_model_says_why(status: str, said: str):
    run = tracking.create_run("digits", "empty", {})
    if status != "RUNNING":
        tracking.end_run(run.run_id, status)
    with pytest.raises(InputError, match=said):
        tracking.find_model(run.run_id)
    tracking.end_run(run.run_id, "KILLED")


def test_a_computation_has_no_model(server: str):
    from fitflow.flows.compute import compute
    from fitflow.recipe_io.loading import load_experiment

    result = compute(load_experiment("norms"))
    with pytest.raises(InputError, match="has no model: it trained no network"):
        tracking.find_model(result["run_id"])
