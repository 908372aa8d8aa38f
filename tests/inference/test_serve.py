"""The scoring server: the numbers of `fitflow predict` and pyfunc, by fitflow's command and by MLflow's own."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fitflow import tracking
from fitflow.errors import InputError
from fitflow.inference import predict, rows
from fitflow.tracking import scoring_server
from tests.documents import conforms
from tests.inference.conftest import Models

COMMAND = [sys.executable, "-m", "fitflow.cli", "serve"]


@contextmanager
def serving(name: str) -> Iterator[tuple[dict[str, str], subprocess.Popen[str]]]:
    """`fitflow serve` on a free port, once it answers."""
    process = subprocess.Popen(
        [*COMMAND, name, "--port", "0", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout and process.stderr
    try:
        line = process.stdout.readline()
        assert line, process.stderr.read()
        yield conforms(json.loads(line), "serve"), process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def ask(url: str, examples: np.ndarray) -> np.ndarray:
    body = json.dumps({"inputs": examples.tolist()}).encode()
    request = urllib.request.Request(f"{url}/invocations", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return np.array(json.load(answer)["predictions"])


def predicted(name: str, examples: np.ndarray) -> np.ndarray:
    return predict.outputs(tracking.load_keras(tracking.find_model(name)), examples)


@pytest.fixture(scope="module")
def server_of_digits(models: Models) -> Iterator[tuple[dict[str, str], subprocess.Popen[str]]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(models.project)
        with serving("digits@champion") as started:
            yield started


def test_it_answers_with_the_numbers_of_predict(server_of_digits, digit_images):
    document, _ = server_of_digits
    ours = predicted("digits@champion", digit_images)
    np.testing.assert_allclose(ask(document["url"], digit_images), ours, atol=1e-6)
    with ThreadPoolExecutor(4) as pool:  # several at once get their own answers
        each = list(pool.map(lambda image: ask(document["url"], image[None])[0], digit_images[:8]))
    np.testing.assert_allclose(each, ours[:8], atol=1e-6)


def test_the_line_that_it_prints_works_as_it_is(server_of_digits):
    document, _ = server_of_digits
    words = shlex.split(document["curl"])
    example = Path(words[words.index("-d") + 1].removeprefix("@"))
    inputs = np.array(json.loads(example.read_text())["inputs"], np.uint8)
    expected = predicted("digits@champion", inputs)
    np.testing.assert_allclose(ask(document["url"], inputs), expected, atol=1e-6)
    if shutil.which("curl"):
        done = subprocess.run(words, capture_output=True, text=True, timeout=120)
        np.testing.assert_allclose(json.loads(done.stdout)["predictions"], expected, atol=1e-6)


def test_a_port_that_is_taken_names_the_process(server_of_digits):
    document, process = server_of_digits
    port = int(document["url"].rpartition(":")[2])
    with pytest.raises(InputError, match=f"port {port} is taken by process {process.pid} .*serve.*; pass another"):
        scoring_server.bound(port)
    with pytest.raises(InputError, match="is not a port"):
        scoring_server.bound(70000)


def test_what_it_does_not_take_is_an_error_of_the_request(server_of_digits):
    document, process = server_of_digits
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(document["url"], np.zeros((1, 3)))
    refused.value.close()
    assert refused.value.code == 400 and process.poll() is None


def test_rows_are_served_too_and_ctrl_c_ends_it_quietly(models: Models):
    examples = rows.read(models.table, tracking.find_model(models.price["run_id"])).examples[:5]
    with serving(models.price["run_id"]) as (document, process):
        answer = ask(document["url"], examples)
        np.testing.assert_allclose(answer, predicted(models.price["run_id"], examples), rtol=1e-6)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert process.stdout and process.stderr
        said = process.stderr.read().splitlines()
        assert process.stdout.read() == "" and said[-1] == "stopped" and len(said) <= 2
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(document["url"].rpartition(":")[2]))) != 0


@pytest.mark.slow
def test_mlflows_own_command_answers_with_the_same_numbers(models: Models, digit_images, digit_files):
    """As docs/using-models.md has it: the store's address, and the environment that is there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment: dict[str, Any] = {"MLFLOW_TRACKING_URI": tracking.tracking_uri()}
    environment["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    command = ["mlflow", "models", "serve", "-m", "models:/digits@champion", "--env-manager", "local", "-p", str(port)]
    process = subprocess.Popen(
        command, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0
    )
    try:
        answer = _when_ready(f"http://127.0.0.1:{port}", digit_images, process)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)
    done = subprocess.run(
        [sys.executable, "-m", "fitflow.cli", "predict", "digits@champion", *digit_files, "--json"],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    ours = [row["probabilities"] for row in json.loads(done.stdout)["predictions"]]
    np.testing.assert_allclose(answer, ours, atol=1e-6)


def _when_ready(url: str, examples: np.ndarray, process: subprocess.Popen[bytes]) -> np.ndarray:
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return ask(url, examples)
        except urllib.error.URLError:
            time.sleep(0.5)
    raise AssertionError("mlflow models serve did not answer")
