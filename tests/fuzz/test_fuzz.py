"""A few seconds of coverage-guided fuzzing of the parsers of IDX and CIFAR; `tests.fuzz.fuzz` does hours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("atheris", reason="atheris has no wheel for this machine or Python; pip install atheris")
ROOT = Path(__file__).parents[2]
SECONDS = 3
BROKEN = """
from tests.fuzz import fuzz

def check(content):
    if content[:2] == b"\\0\\0" and content[2:3] not in (b"", b"\\x08"):
        raise ValueError("found")

fuzz.main("idx", ["-max_total_time=60"], check)
"""


def fuzz(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize("name", ["idx", "cifar"])
def test_no_input_that_coverage_leads_to_breaks_the_parser(name: str, tmp_path: Path):
    done = fuzz(["-m", "tests.fuzz.fuzz", name, f"-max_total_time={SECONDS}"], tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Done" in done.stderr


def test_a_parser_that_breaks_is_found(tmp_path: Path):
    done = fuzz(["-c", BROKEN], tmp_path)
    assert done.returncode != 0 and "ValueError: found" in done.stdout + done.stderr
