"""Fixtures of the cases: a store filled by another program, and a web server that is neither MLflow nor Prefect."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory, web: str) -> dict[str, str]:
    """Values of the placeholders in cases: `store`, `run`, `finished`, `twice` and `web`."""
    from mlflow import MlflowClient

    folder = tmp_path_factory.mktemp("store")
    client = MlflowClient(f"sqlite:///{folder}/mlflow.db")
    experiment = client.create_experiment("another program", artifact_location=(folder / "artifacts").as_uri())
    ids = [client.create_run(experiment).info.run_id for _ in range(17)]  # of 17 two start with the same digit
    starts = Counter(run_id[0] for run_id in ids)
    twice = next(digit for digit, count in starts.items() if count > 1)
    client.set_terminated(ids[0], "FAILED")
    client.set_terminated(ids[1], "FINISHED")
    return {"store": str(folder), "run": ids[0], "finished": ids[1], "twice": twice, "web": web}


@pytest.fixture(scope="session")
def web() -> Iterator[str]:
    """A server that answers everything with a page."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<html>It works!</html>")

        do_POST = do_GET

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own, with nothing in its store and no run."""
    project = tmp_path / "given"
    project.mkdir()
    monkeypatch.chdir(project)
    monkeypatch.setenv("FITFLOW_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("FITFLOW_HOME", str(tmp_path / "home"))
    for name in ("COLUMNS", "FITFLOW_DATA_DIR", "KERAS_BACKEND"):
        monkeypatch.delenv(name, raising=False)
    return project
