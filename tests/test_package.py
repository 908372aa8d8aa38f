"""The package as it is shipped, and what its command loads."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = ("tensorflow", "keras", "mlflow", "prefect", "pandas", "matplotlib", "sklearn")


def test_the_wheel_holds_the_five_packages_and_the_data(tmp_path: Path):
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    tops = {name.partition("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"fitflow", "flows", "models", "recipes", "tasks"}
    assert len([name for name in names if name.endswith("-ubyte.gz")]) == 4


def test_constraints_are_exact_versions_without_addresses():
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert lines and all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line) for line in lines)


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["list"], ["show", "mnist-dense"]], ids=" ".join)
def test_quick_verbs_load_no_framework(arguments: list[str]):
    script = (
        "import sys; sys.argv = ['fitflow', *sys.argv[1:]]\n"
        "from fitflow.cli.main import main\n"
        "try: main()\n"
        f"finally: print([m for m in {HEAVY} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_with_jax_none_of_our_code_imports_tensorflow(tmp_path: Path):
    """Stands in for a machine where only JAX is installed: importing TensorFlow is an error there."""
    script = (
        "import sys, os\n"
        "os.environ['KERAS_BACKEND'] = 'jax'\n"
        "sys.modules['tensorflow'] = None\n"
        "try: import jax\n"
        "except ImportError: print('no jax'); raise SystemExit\n"
        "import tests.jax_run as run; print(run.accuracy())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    if done.stdout.strip() == "no jax":
        pytest.skip("jax is not installed")
    assert float(done.stdout) > 0.8
