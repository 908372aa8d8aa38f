"""Passwords and tokens reach no log, tag, error or result."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fitflow import tracking
from fitflow.errors import InputError
from fitflow.recipe_io.loading import load_experiment
from fitflow.system import provenance, secrets
from fitflow.tracking.connection import url_of

SECRET = "hunter2"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://me:hunter2@host:5000/api", "http://***@host:5000/api"),
        ("postgresql+psycopg://me:hunter2@host/db refused", "postgresql+psycopg://***@host/db refused"),
        ("postgresql://me:hun/ter2@host/db", "postgresql://***@host/db"),
        ("https://hunter2@host", "https://***@host"),
        ("see http://a:b@c and http://d:hunter2@e", "see http://***@c and http://***@e"),
        ("https://host/x?api_key=hunter2&n=3", "https://host/x?api_key=***&n=3"),
        ("https://host/x?X-Amz-Security-Token=hunter2", "https://host/x?X-Amz-Security-Token=***"),
        ("http://127.0.0.1:5000/#/models/digits@champion", "http://127.0.0.1:5000/#/models/digits@champion"),
        ("models:/digits@champion", "models:/digits@champion"),
        ("mail me@example.org", "mail me@example.org"),
    ],
)
def test_addresses_are_redacted(text: str, shown: str):
    assert secrets.redact_text(text) == shown


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["run", "x", "--set", "a.b=3"], ["run", "x", "--set", "a.b=3"]),
        (["--api-token=hunter2"], ["--api-token=***"]),
        (["--password", "hunter2", "run"], ["--password", "***", "run"]),
        (["--set", "dataset.options.secret=hunter2"], ["--set", "dataset.options.secret=***"]),
        (["--uri", "http://me:hunter2@host"], ["--uri", "http://***@host"]),
        (["--author=me"], ["--author=me"]),
    ],
)
def test_command_lines_are_redacted(arguments: list[str], shown: list[str]):
    assert secrets.redact_arguments(arguments) == shown


def test_the_tag_of_the_command_line_holds_no_secret(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "argv", ["fitflow", "run", "--token", SECRET, f"http://me:{SECRET}@host"])
    assert provenance.tags()["fitflow.command"] == "fitflow run --token '***' 'http://***@host'"


def test_the_address_of_a_run_holds_no_secret(monkeypatch: pytest.MonkeyPatch):
    for address in (f"http://me:{SECRET}@host", f"postgresql://me:{SECRET}@host/db", f"http://host/?token={SECRET}"):
        monkeypatch.setenv("MLFLOW_TRACKING_URI", address)
        assert "host" in url_of("1", "abc") and SECRET not in url_of("1", "abc")


def test_the_error_of_a_run_holds_no_secret(project: Path):
    run = tracking.create_run("secrets", "failed", {})
    tracking.end_run(run.run_id, "FAILED", f"Traceback\nOSError: no answer from http://me:{SECRET}@host/api")
    assert tracking.get_run(run.run_id)["tags"]["fitflow.error"] == "OSError: no answer from http://***@host/api"
    assert SECRET not in tracking.download(run.run_id, "error.txt", project / "fetched").read_text()


@pytest.mark.parametrize("key", ["dataset.options.password", "dataset.options.a.api_key", "model.options.auth_token"])
def test_a_recipe_with_a_secret_is_refused_and_not_repeated(key: str):
    with pytest.raises(InputError, match="looks like a secret") as caught:
        load_experiment("digits-dense", {key: SECRET})
    assert SECRET not in str(caught.value)


def test_no_log_record_holds_a_secret(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    factory = logging.getLogRecordFactory()
    try:
        secrets.redact_logs()
        secrets.redact_logs()  # twice is as once
        logger = logging.Logger("any library")
        logger.addHandler(logging.StreamHandler())
        try:
            raise OSError(f"no answer from http://me:{SECRET}@host")
        except OSError:
            logger.exception("failed at %s", f"http://me:{SECRET}@host")
    finally:
        logging.setLogRecordFactory(factory)
    shown = capsys.readouterr().err
    assert "failed at http://***@host" in shown and "OSError: no answer from http://***@host" in shown
    assert SECRET not in shown


@pytest.mark.slow
def test_a_run_through_a_server_with_a_password_keeps_it_nowhere(tmp_path: Path, server: str):
    """In all that a run says with --verbose, and in every byte of its record."""
    address = server.replace("://", f"://me:{SECRET}@")
    command = [sys.executable, "-m", "fitflow.cli", "run", "digits-dense", "--json", "--verbose"]
    done = subprocess.run(
        [*command, "--set", "training.epochs=1", "--set", "dataset.name=synthetic"],
        cwd=tmp_path,
        env=os.environ | {"PREFECT_API_URL": address},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["status"] == "FINISHED"
    assert SECRET not in done.stdout + done.stderr
    record = [path for path in (tmp_path / "mlruns").rglob("*") if path.is_file()]
    assert any(path.name == "mlflow.db" for path in record)
    assert [path for path in record if SECRET.encode() in path.read_bytes()] == []
    prefect = Path(os.environ["PREFECT_HOME"])
    assert [path for path in prefect.rglob("*.db*") if SECRET.encode() in path.read_bytes()] == []
