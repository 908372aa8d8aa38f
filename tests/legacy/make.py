"""Makes `data/`: a small project with all that commit 7be1d1a wrote for it, which every later fitflow must read.

    python -m tests.legacy.make REPOSITORY

REPOSITORY is a git repository that holds the commit, and Python one with fitflow's dependencies. The commit is cloned
into a new temporary folder, which is the project, and its own commands are run there one after the other, each as a
person would type it; `COMMANDS` is the list. What each of them printed with --json is kept in `data/said/`, so that
tests know what was true then. Host and user are neutral names, and the folder's path becomes `@ROOT@`.

What is kept: MLflow's database as SQL, the artifacts and models of the runs but for figures, the cache, and
FITFLOW_HOME with the ledger, the history and the checkpoints. `material.py` puts it all back together elsewhere. It is
made anew only to hold what it does not hold yet: other runs, of other times, have other ids.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.legacy.material import DATA, sealed

COMMIT = "7be1d1a1fa069b1e7483827b771395c5ea28dbfc"
SMALL = ["--set", "training.epochs=3", "--set", "model.options.units=8", "--set", "runtime.jit_compile=false"]
STOPPED = ["--set", "runtime.checkpoint_seconds=0", "--set", "runtime.steps_per_execution=1"]
STOP_AT = 50  # the checkpoint after which the process gets SIGINT: in the second of three epochs
# By the name under which what it says is kept. {name} is the run that a command before it made.
COMMANDS: dict[str, list[str]] = {
    "first": ["run", "digits-dense", *SMALL, "--seed", "1"],
    "second": ["run", "digits-dense", *SMALL, "--seed", "2"],
    "again": ["run", "digits-dense", *SMALL, "--seed", "2"],
    "quicker": ["run", "digits-dense", *SMALL, "--seed", "1", "--set", "training.optimizer.learning_rate=0.01"],
    "line": ["run", "linear-synthetic"],
    "components": ["run", "pca"],
    "promoted": ["promote", "{first}"],
    "judged": ["promote", "{second}"],
    "forced": ["promote", "{second}", "--force", "--reason", "another seed, to see it serve"],
    "back": ["rollback", "digits", "--reason", "it served no better"],
    "interrupted": ["run", "digits-dense", *SMALL, *STOPPED, "--seed", "3"],
    "compare": ["compare", "{first}", "{second}", "{quicker}", "{line}"],
    "champion": ["champion", "digits"],
    "history": ["history", "digits", "--verify"],
    "list": ["list", "runs"],
    "predict": ["predict", "digits@champion", "{images}"],
    "cache": ["cache", "ls"],
    "plan": ["plan", "digits-dense", *SMALL, "--seed", "1"],
}
CODES = {"judged": 1, "interrupted": 130}
# The machine and the moment: a neutral host, and an interruption at a given checkpoint.
AT_START = """
import os, platform, signal, socket, sys
socket.gethostname = platform.node = lambda: "somewhere"
left = int(os.environ.get("STOP_AT", "0"))
def look(event, arguments):
    global left
    if event == "os.rename" and "/checkpoint/" in str(arguments[1]):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGINT)
if left:
    sys.addaudithook(look)
"""
# Figures; what is made when needed; and what each task run hands to Prefect, which no later one reads.
LEFT_OUT = ("*.png", "*.svg", "*.html", "*.lock", "digests.db*", "mlflow.db*", ".gitkeep", "results")


def main(repository: str) -> None:
    """Make the project, run the commands in it, and keep what they leave."""
    with tempfile.TemporaryDirectory(prefix="fitflow-legacy-") as folder:
        root = Path(folder).resolve()
        project = root / "project"
        for command in (["clone", "--quiet", repository, str(project)], ["-C", str(project), "checkout", "-q", COMMIT]):
            subprocess.run(["git", *command], check=True)
        (root / "start").mkdir()
        (root / "start/sitecustomize.py").write_text(AT_START)
        said = _said(root)
        shutil.rmtree(DATA, ignore_errors=True)
        _keep(root, said)


def _said(root: Path) -> dict[str, Any]:
    """Run the commands; what each printed, by name."""
    said: dict[str, Any] = {}
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("FITFLOW", "MLFLOW", "PREF"))}
    environment |= {
        "PYTHONPATH": f"{root}/start:{root}/project",
        "HOME": f"{root}/user",
        "LOGNAME": "someone",
        "FITFLOW_HOME": f"{root}/home",
        "FITFLOW_CACHE_DIR": f"{root}/cache",
        "PREFECT_HOME": f"{root}/prefect",
        "KERAS_HOME": f"{root}/keras",
    }
    for name, arguments in COMMANDS.items():
        ids = {key: one["run_id"] for key, one in said.items() if isinstance(one, dict) and one.get("run_id")}
        if name == "predict":
            images = _images(root, said["first"]["run_id"])
        call = [word.format(**ids) for given in arguments for word in (images if given == "{images}" else [given])]
        environment["STOP_AT"] = str(STOP_AT) if name == "interrupted" else "0"
        command = [sys.executable, "-P", "-m", "fitflow.cli", *call, "--json"]
        done = subprocess.run(
            command, cwd=root / "project", env=environment, stdout=subprocess.PIPE, text=True, check=False
        )
        assert done.returncode == CODES.get(name, 0), f"{name}: exit {done.returncode}: {done.stdout}"
        said[name] = json.loads(done.stdout)
        if name == "interrupted":
            (said[name]["run_id"],) = (folder.name for folder in (root / "home/runs").glob("*") if _unfinished(folder))
    return said


def _unfinished(folder: Path) -> bool:
    """Whether a run's folder has a checkpoint within an epoch."""
    return any("-00000000-" not in path.name for path in (folder / "checkpoint").glob("[0-9]*.npz"))


def _images(root: Path, run_id: str) -> list[str]:
    """Four images that the run's own artifact has the outputs of, as files."""
    import numpy as np
    from PIL import Image

    (batch,) = root.glob(f"project/mlruns/**/{run_id}/artifacts/**/fixed_batch.npz")
    examples = np.load(batch)["examples"][:4]
    (root / "images").mkdir()
    for number, pixels in enumerate(examples):
        Image.fromarray(pixels[..., 0]).save(root / f"images/{number}.png")
    return [f"{root}/images/{number}.png" for number in range(len(examples))]


def _keep(root: Path, said: dict[str, Any]) -> None:
    """Copy what the commands left, without what nobody reads, with neutral names for places."""
    ignored = shutil.ignore_patterns(*LEFT_OUT)
    for name in ("project/mlruns", "cache", "home"):
        shutil.copytree(root / name, DATA / name, ignore=ignored)
    shutil.copytree(root / "images", DATA / "images")
    for kind in ("ledgers", "history"):  # named by a digest of the store's place
        (store,) = (DATA / "home" / kind).iterdir()
        store.rename(store.with_name("store"))
    with closing(sqlite3.connect(root / "project/mlruns/mlflow.db")) as database:
        (DATA / "mlflow.sql").write_text("\n".join(database.iterdump()) + "\n")
    for name, document in said.items():
        (DATA / "said").mkdir(exist_ok=True)
        (DATA / f"said/{name}.json").write_text(json.dumps(document, indent=1) + "\n")
    for path in sorted(DATA.rglob("*")):
        if path.is_file():
            _neutral(path, str(root))
    for folder in sorted((path for path in DATA.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _neutral(path: Path, root: str) -> None:
    content = path.read_bytes()
    try:
        text = content.decode()
    except UnicodeDecodeError:
        assert root.encode() not in content, f"{path} is no text and holds a path"
        return
    neutral = text.replace(root, "@ROOT@").replace(sys.prefix, "@PYTHON@")
    neutral = re.sub(r"somewhere:[0-9a-f-]{36}:\d+", "somewhere:0:0", neutral)
    if neutral != text:
        path.write_text(sealed(text, neutral))


if __name__ == "__main__":
    main(sys.argv[1])
