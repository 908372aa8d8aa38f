"""Models whose files are on an MLflow server: fetched once, then here."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import numpy as np
import pytest

from fitflow import load_recipe, tracking
from fitflow.errors import InputError
from fitflow.inference import predict
from tests.faults.test_surroundings import MlflowServer


@pytest.mark.slow
def test_a_servers_model_is_fetched_once(clean_store: Path, tmp_path: Path, monkeypatch, digit_images):
    from fitflow.flows.train import train

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "mlflow").mkdir()
    server = MlflowServer(tmp_path / "mlflow", port)
    server.start()
    try:
        monkeypatch.setenv("MLFLOW_TRACKING_URI", server.url)
        result = train(load_recipe("digits-dense", {"training.epochs": 1}))
        first = tracking.find_model("models:/digits/1")
        assert Path(first.folder).parent == clean_store / "models"
        outputs = predict.outputs(tracking.load_keras(first), digit_images)
        shutil.rmtree(tmp_path / "mlflow" / "artifacts")
        again = tracking.find_model(result["run_id"])
        assert again.folder == first.folder
        np.testing.assert_array_equal(predict.outputs(tracking.load_keras(again), digit_images), outputs)
        shutil.rmtree(again.folder)
        with pytest.raises(InputError, match="cannot be downloaded"):
            tracking.find_model(result["run_id"])
        assert list((clean_store / "models").iterdir()) == []
    finally:
        server.kill()
