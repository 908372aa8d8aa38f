"""Runs a case, in this process or a new one, and returns its output."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest

from fitflow.cli import main as cli
from fitflow.config import Recipe
from fitflow.data import preprocessing
from fitflow.errors import FitflowError
from fitflow.recipe_io.loading import load_experiment, parse_overrides
from fitflow.steps import build, compute, load, prepare

TIMEOUT_SECONDS = 300


class Told(NamedTuple):
    """What was said on stderr and stdout, and the exit code."""

    stderr: str
    stdout: str
    code: int


class Left(BaseException):
    """In place of the end of the process."""


def told(through: str, arguments: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Run a case's command as it wants to be run."""
    return {"data": _data, "command": _command, "process": _process}[through](arguments, folder, monkeypatch)


def _data(arguments: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """What `fitflow run` does until a network could train: the same functions, without Prefect."""
    _, name, *rest = arguments
    given = list(zip(rest[::2], rest[1::2], strict=True))
    overrides = parse_overrides([value for option, value in given if option == "--set"])
    data_dir = next((Path(value) for option, value in given if option == "--data-dir"), None)
    try:
        recipe = load_experiment(name, overrides)
        dataset = load.run(recipe.dataset, data_dir)
        prepared = prepare.run(dataset, recipe.preprocessing, recipe.seed)
        if isinstance(recipe, Recipe):
            preprocessing.check_batch_size(recipe.training.batch_size, prepared)
            build.run(recipe, prepared)
        else:
            compute.run(recipe, prepared)
    except FitflowError as error:
        return Told(f"fitflow: {error}\n", "", error.exit_code)
    return Told("", "", 0)


def _command(arguments: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """The command's own main function."""
    code: list[int] = []

    def leave(exit_code: int) -> None:
        code.append(exit_code)
        raise Left

    monkeypatch.setattr(sys, "argv", ["fitflow", *arguments])
    monkeypatch.setattr(cli, "_exit", leave)
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(Left):
        cli.main()
    return Told(err.getvalue(), out.getvalue(), code[0])


def _process(arguments: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    command = [sys.executable, "-m", "fitflow.cli", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=os.environ.copy(), capture_output=True, text=True, timeout=TIMEOUT_SECONDS
    )
    return Told(done.stderr, done.stdout, done.returncode)
