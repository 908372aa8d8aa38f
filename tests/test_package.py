"""The package as it is shipped, and what its command loads."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import structure

ROOT = Path(__file__).parent.parent
HEAVY = ("tensorflow", "keras", "mlflow", "prefect", "pandas", "matplotlib", "sklearn")


def test_the_wheel_takes_one_name_and_holds_every_module_once_and_the_data(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"fitflow"}
    shipped = sorted(name.removesuffix(".py").replace("/", ".") for name in names if name.endswith(".py"))
    assert [name.removesuffix(".__init__") for name in shipped] == sorted(structure.modules())
    assert len([name for name in names if name.endswith("-ubyte.gz")]) == 4


def test_constraints_are_exact_versions_without_addresses():
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert lines and all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line) for line in lines)


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["run", "--help"], ["list"], ["show", "mnist-dense"]], ids=" ".join
)
def test_quick_verbs_load_no_framework(arguments: list[str]):
    script = (
        "import os, sys; sys.argv = ['fitflow', *sys.argv[1:]]\n"
        "from fitflow.cli.main import main\n"
        f"os._exit = lambda code: print(code, [m for m in {HEAVY} if m in sys.modules], file=sys.stderr)\n"
        "main()"
    )
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "0 []"


def test_with_jax_nothing_needs_tensorflow():
    """In a process where importing TensorFlow fails, as on a machine where only JAX is installed."""
    script = (
        "import importlib.abc, os, sys\n"
        "os.environ['KERAS_BACKEND'] = 'jax'\n"
        "class NoTensorFlow(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name.partition('.')[0] == 'tensorflow': raise ImportError(name)\n"
        "sys.meta_path.insert(0, NoTensorFlow())\n"
        "import tests.plain_run as run; print(run.train()['test_accuracy'])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) > 0.8


def test_deterministic_runs_in_two_processes_are_bit_identical():
    script = "import tests.plain_run as run; print(run.train({'runtime.deterministic': True}))"
    command = [sys.executable, "-c", script]
    first, second = (subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True) for _ in range(2))
    assert first.stdout == second.stdout and "weights" in first.stdout
