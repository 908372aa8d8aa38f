"""The documentation as a site: it builds strictly, works from disk, and is strict about links and commands."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import Browser

ROOT = Path(__file__).parent.parent.parent
sys.path.append(str(ROOT / "docs" / "extensions"))


def _build(docs: Path, site: Path, *options: str) -> subprocess.CompletedProcess[str]:
    doctrees = site.with_name(f"{site.name}-doctrees")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-d", str(doctrees), *options]
    return subprocess.run([*command, str(docs), str(site)], capture_output=True, text=True)


def _copy(folder: Path) -> Path:
    """A checkout whose docs/ may be changed; returns it."""
    for entry in ROOT.iterdir():
        if entry.is_file():
            shutil.copy(entry, folder)
        elif entry.name not in {"docs", "mlruns"} and not entry.name.startswith("."):
            (folder / entry.name).symlink_to(entry)
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("generated", "__pycache__"))
    return folder / "docs"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    built = _build(_copy(folder), folder / "html")
    assert (built.returncode, built.stderr) == (0, "")
    return folder / "html"


def test_every_package_has_its_page_once(site: Path):
    from api_pages import packages

    found = dict(packages(ROOT))
    assert len({folder.resolve() for folder in found.values()}) == len(found)
    assert {page.stem for page in (site / "generated" / "api").glob("*.html")} == {"index", *found}
    assert any("load_recipe" in page.read_text() for page in (site / "generated" / "api").glob("fitflow*.html"))


def test_a_linked_package_is_found_once_under_the_name_of_the_package(tmp_path: Path):
    from api_pages import packages

    for name in ("fitflow/cli", "flows"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "__init__.py").touch()
    (tmp_path / "fitflow" / "__init__.py").touch()
    (tmp_path / "fitflow" / "flows").symlink_to("../flows")
    (tmp_path / "pyproject.toml").write_text('[tool.hatch.build.targets.wheel]\npackages = ["flows", "fitflow"]\n')
    assert [name for name, _ in packages(tmp_path)] == ["fitflow", "fitflow.cli", "fitflow.flows"]


def test_no_page_loads_anything_from_elsewhere(site: Path):
    loads = re.compile(r"<(?:script|img|link|iframe)\b[^>]*?\b(?:src|href)=\"((?:https?:)?//[^\"]*)\"")
    styles = re.compile(r"url\(\s*['\"]?(?:https?:)?//|@import")
    for page in site.rglob("*.html"):
        assert not loads.findall(page.read_text()), page
    for sheet in site.rglob("*.css"):
        assert not styles.search(sheet.read_text()), sheet


def test_pages_navigation_and_search_work_from_disk(site: Path, browser: Browser):
    browser.open((site / "index.html").as_uri(), "GUIDES", "Commands", "Common tasks")
    browser.click("Schedules")
    browser.wait("Overlap and catch-up")
    browser.driver.find_element("css selector", "input[name=q]").send_keys("backfill\n")
    browser.wait("matching the search query", "Schedules > Backfill")
    browser.screenshot("docs-search")
    results = browser.driver.find_elements("css selector", "ul.search a")
    next(result for result in results if result.text.startswith("Schedules")).click()
    browser.wait("A schedule is a Prefect deployment")
    # Loads of files are in neither list; others are in the first, and where the network is not there in the second too.
    assert browser.driver.execute_script("return performance.getEntriesByType('resource').map(each => each.name)") == []
    assert browser.driver.get_log("browser") == []


def test_broken_links_and_unexplained_commands_fail_and_new_pages_do_not(tmp_path: Path):
    docs = _copy(tmp_path)
    caching = docs / "caching.md"
    caching.write_text(caching.read_text().replace("fitflow cache explain", "..."))
    (docs / "new.md").write_text(
        "# New\n\n[page](gone.md) [heading](caching.md#gone) ![image](gone.png) [start](../README.md#start)\n"
    )
    built = _build(docs, tmp_path / "html", "-D", "extensions=myst_parser,command_pages,navigation")
    assert built.returncode == 1
    said = "\n".join(
        line for line in built.stderr.splitlines() if "generated/api" not in line
    )  # left out: it takes long
    assert len(said.splitlines()) == 4, said
    for text in ("'gone.md'", "'gone'", "gone.png", "explains the command `fitflow cache explain`"):
        assert text in said
    assert "new.html" in (tmp_path / "html" / "index.html").read_text()
