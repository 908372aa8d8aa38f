"""The HTML of a comparison: whole, escaped, without a network, for everybody; in a real browser."""

from __future__ import annotations

import math
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from fitflow.comparison.choosing import chosen
from fitflow.comparison.document import compare
from fitflow.comparison.page import page
from tests.browser import Browser
from tests.recorded import record

HOSTILE = "<script>document.title='taken'</script>\"'&"
LOSS = [2.0, 1.0, 0.5, 0.25]


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Two groups of two seeds, one of them with a hostile record, and a failed run."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("page")
        (folder / "mlruns").mkdir()
        patch.chdir(folder)
        runs: list[str] = []
        for units in (16, 32):
            for seed in range(2):
                curves = {"loss": [value + seed / 10 + units / 100 for value in LOSS], "learning_rate": [0.1] * 4}
                metrics = {"test_accuracy": 0.9 + units / 1000 + seed / 100}
                params = {"units": units, "note": HOSTILE}
                runs.append(record(seed, metrics=metrics, curves=curves, params=params, recipe="page"))
        tags = {"fitflow.error": HOSTILE, "version.keras": HOSTILE, "device": "gpu"}
        failed = {"loss": [9.0, math.nan, math.nan]}
        runs.append(record(0, status="RUNNING", tags=tags, curves=failed, params={"units": HOSTILE}, recipe="page"))
        return compare(chosen(runs, "", None))


class Outline(HTMLParser):
    """Start tags with their attributes, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def named(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


def test_it_names_nothing_outside_itself(document: dict[str, Any]):
    text = page(document)
    outline = Outline()
    outline.feed(text)
    addresses = [
        value for _, attributes in outline.tags for name, value in attributes.items() if name in ("src", "href")
    ]
    assert all(value is not None and value.startswith(("#", "data:")) for value in addresses)
    assert not re.search(r"@import|url\(|fetch\(|XMLHttpRequest", text)
    policy = next(meta["content"] for meta in outline.named("meta") if meta.get("http-equiv"))
    assert policy is not None and policy.startswith("default-src 'none'")


def test_what_runs_recorded_is_escaped(document: dict[str, Any]):
    text = page(document)
    assert "<script>document" not in text and "&lt;script&gt;document" in text
    assert text.count("<script") == 2  # one curve's data, and the page's own


def test_headings_tables_and_charts_have_what_a_screen_reader_needs(document: dict[str, Any]):
    outline = Outline()
    outline.feed(page(document))
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1 and set(levels[1:]) == {2}
    assert len(outline.named("caption")) == len(outline.named("table"))
    assert all(head.get("scope") in ("col", "row") for head in outline.named("th"))
    drawings = [svg for svg in outline.named("svg") if svg.get("aria-hidden") != "true"]
    assert drawings and all(svg["role"] == "img" and svg["aria-label"] for svg in drawings)
    assert all(field.get("aria-label") for field in outline.named("input"))
    assert outline.named("html")[0]["lang"] == "en" and outline.named("main")


def test_a_curve_that_is_the_same_in_all_is_not_drawn(document: dict[str, Any]):
    text = page(document)
    assert "Curve: loss" in text and "Curve: learning_rate" not in text


def test_two_hundred_runs_make_a_page(project: Path):
    runs = [record(seed % 4, curves={"loss": LOSS}, params={"units": seed // 4}, recipe="many") for seed in range(8)]
    found = compare(chosen(runs, "", None))
    copies = [run | {"run_id": f"{place:032x}"} for place, run in enumerate(found["runs"] * 25)]
    lines = {run["run_id"]: [[step, value] for step, value in enumerate(LOSS * 250)] for run in copies}
    text = page(found | {"runs": copies, "curves": {"loss": lines}})
    assert text.count('class="run ') >= 200 and len(text) < 6_000_000


@pytest.fixture
def opened(document: dict[str, Any], tmp_path: Path, browser: Browser) -> Browser:
    path = tmp_path / "report.html"
    path.write_text(page(document), encoding="utf-8")
    browser.driver.get_log("browser")  # what pages before said is not of this one
    browser.open(path.as_uri(), "5 runs compared", "is test_accuracy different?", "Curve: loss")
    return browser


def test_a_browser_opens_it_without_an_error_and_reads_values_by_keyboard(opened: Browser):
    from selenium.webdriver.common.keys import Keys

    driver = opened.driver
    severe = [entry for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]
    assert severe == [] and driver.title == "fitflow: 5 runs compared"
    row = driver.find_element("css selector", ".legend tbody tr")
    assert row.find_element("css selector", "td").text == "0.41"
    slider = driver.find_element("css selector", "input[type=range]")
    slider.send_keys(Keys.HOME)
    assert row.find_element("css selector", "td").text == "2.16"
    slider.send_keys(Keys.ARROW_RIGHT)
    assert driver.find_element("css selector", "output").text == "2"
    assert row.find_element("css selector", "td").text == "1.16"
    opened.screenshot("compare-light")


def test_a_line_can_be_hidden_and_the_table_opened(opened: Browser):
    driver = opened.driver
    box = driver.find_element("css selector", ".legend input")
    box.send_keys(" ")
    lines = driver.find_elements("css selector", ".drawing path.run")
    assert [line.is_displayed() for line in lines] == [False, *[True] * (len(lines) - 1)]
    driver.find_element("css selector", "summary").click()
    assert "loss, at 4 epochs from 1 to 4" in opened.text()


CONTRAST = """
const rgb = text => text.match(/[0-9.]+/g).slice(0, 3).map(Number);
const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
const paper = rgb(getComputedStyle(document.body).backgroundColor);
const all = selector => [...document.querySelectorAll(selector)];
const least = selector => Math.min(...all(selector).map(e => ratio(rgb(getComputedStyle(e).color), paper)));
return {paper, text: least("p, td, th, li, a, figcaption, caption"), lines: least("path.run")};
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_lines_stand_out_in_light_and_dark(opened: Browser, scheme: str):
    driver = opened.driver
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    try:
        found = driver.execute_script(CONTRAST)
        opened.screenshot(f"compare-{scheme}")
    finally:
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert (sum(found["paper"]) > 384) == (scheme == "light")
    assert found["text"] >= 4.5 and found["lines"] >= 3  # WCAG 2.2 AA: 1.4.3 and 1.4.11
