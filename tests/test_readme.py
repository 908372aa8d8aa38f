"""README and docs: the tables are made from the measurements in the repository, the tree and the links are true."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from benchmarks.tables import PAGE, rendered

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")
NAMED = re.compile(r"`((?:benchmarks|docs|fitflow|flows|models|recipes|tasks|tests)/[\w./-]+)`")
INVENTED = {"models/my_model.py"}  # a file that the reader is told to write
FOLDER = re.compile(r"^(?P<indent> *)(?P<name>[a-z_]+)/ ", re.M)


def test_the_tables_are_those_of_the_results():
    text = PAGE.read_text()
    assert rendered(text) == text


def test_the_readme_stays_short():
    assert len(README.read_text().splitlines()) <= 150


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_to_files(page: Path):
    assert [link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_and_folders_that_are_named_exist(page: Path):
    named = set(NAMED.findall(page.read_text())) - INVENTED
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_the_readme_names_every_folder_and_every_package():
    tree = README.read_text().split("<!-- tree: begin -->")[1].split("<!-- tree: end -->")[0]
    named = [(len(folder["indent"]), folder["name"]) for folder in FOLDER.finditer(tree)]
    outer = min(indent for indent, _ in named)
    assert {name for indent, name in named if indent == outer} == folders(1)
    assert {name for indent, name in named if indent > outer} == folders(2, "fitflow")


def folders(depth: int, under: str = "") -> set[str]:
    """Names of the folders at a depth that hold tracked files, hidden ones left out."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", under or "."], capture_output=True, text=True, check=True
    )
    paths = [Path(line) for line in listed.stdout.splitlines()]
    names = {path.parts[depth - 1] for path in paths if len(path.parts) > depth}
    return {name for name in names if not name.startswith((".", "_"))}
