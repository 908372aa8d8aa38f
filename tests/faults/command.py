"""Runs the command in separate processes, stops them, and inspects what they leave."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parent.parent.parent
TIMES = ("epoch_seconds", "examples_per_second")


class Zygote:
    """Forks processes that have imported everything; see zygote.py."""

    def __init__(self, template: Path, **environment: str) -> None:
        self.template = template
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.faults.zygote"],
            cwd=ROOT,
            env=os.environ | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._read() == {"ready": True}

    def ask(self, **request: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return self._read()

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


@dataclass
class Child:
    """A process that runs the command."""

    pid: int
    output: Path
    zygote: Zygote
    started: float

    def send(self, signum: int) -> float:
        """Send a signal; the time then, for `seconds_since`."""
        os.kill(self.pid, signum)
        return time.monotonic()

    def wait(self) -> int:
        """Its exit code; negative for a signal that ended it."""
        return self.zygote.ask(wait=self.pid)["code"]

    @property
    def out(self) -> str:
        return self.output.with_suffix(".out").read_text()

    @property
    def err(self) -> str:
        return self.output.with_suffix(".err").read_text()

    def wait_for(self, text: str, seconds: float = 240) -> None:
        """Return when it has said something on stderr."""
        deadline = time.monotonic() + seconds
        while text not in self.err:
            assert time.monotonic() < deadline, f"{text!r} did not come:\n{self.err}"
            time.sleep(0.02)


class Place:
    """A project with folders of its own, in which commands run."""

    def __init__(self, zygote: Zygote, folder: Path) -> None:
        self.zygote, self.folder, self.count = zygote, folder, 0
        # A store of its own, too: what another test has trained would be reused.
        self.environment = {"FITFLOW_HOME": str(folder / "home"), "FITFLOW_CACHE_DIR": str(folder / "cache")}
        shutil.copytree(zygote.template, folder / "project" / "mlruns")

    @property
    def project(self) -> Path:
        return self.folder / "project"

    def start(self, *arguments: str, fault: str = "") -> Child:
        self.count += 1
        output = self.folder / f"command{self.count}"
        for suffix in (".out", ".err"):
            output.with_suffix(suffix).touch()
        request = {"arguments": list(arguments), "cwd": str(self.project), "environment": self.environment}
        answer = self.zygote.ask(start=request | {"fault": fault, "output": str(output)})
        return Child(answer["pid"], output, self.zygote, time.monotonic())

    def run(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        """A command to its end; what it printed as JSON."""
        child = self.start(*arguments, "--json")
        assert child.wait() == code, child.err
        return json.loads(child.out) if child.out else {}

    def client(self) -> Any:
        from mlflow import MlflowClient

        uri = self.environment.get("MLFLOW_TRACKING_URI") or f"sqlite:///{self.project}/mlruns/mlflow.db"
        return MlflowClient(uri)

    def mlflow_run(self, run_id: str = "") -> Any:
        """The run of that id, or the only one."""
        client = self.client()
        if run_id:
            return client.get_run(run_id)
        experiments = [experiment.experiment_id for experiment in client.search_experiments()]
        (run,) = client.search_runs(experiments)
        return run

    def flow_state(self, flow_run_id: str) -> str:
        from prefect.client.orchestration import get_client

        with get_client(sync_client=True) as prefect:
            return str(prefect.read_flow_run(flow_run_id).state_name)

    def steps(self, run_id: str) -> dict[str, list[int]]:
        """The steps of every curve, in order."""
        client = self.client()
        names = client.get_run(run_id).data.metrics
        return {name: sorted(point.step for point in client.get_metric_history(run_id, name)) for name in names}

    def state(self, run_id: str, result: Mapping[str, Any]) -> dict[str, Any]:
        """All that must not depend on interruptions: weights, optimizer, generators, curves, results."""
        last = max((self.folder / "home" / "runs" / run_id / "checkpoint").glob("[0-9]*.npz"))
        with np.load(last, allow_pickle=False) as arrays:
            facts = json.loads(arrays["facts"].tobytes())
            state = {name: arrays[name].tobytes() for name in arrays.files if name != "facts"}
        history = {name: curve for name, curve in facts.pop("history").items() if name not in TIMES}
        logged = {
            name: [point.value for point in self.client().get_metric_history(run_id, name)]
            for name in history
            if name not in TIMES
        }
        assert logged == history == {name: curve for name, curve in result["history"].items() if name not in TIMES}
        return {"arrays": state, "history": history, "metrics": result["metrics"], "facts": facts}


def sets(overrides: Mapping[str, Any]) -> list[str]:
    """The --set options of these values."""
    return [part for name, value in overrides.items() for part in ("--set", f"{name}={json.dumps(value)}")]
