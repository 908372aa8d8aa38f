"""A real browser for tests: Debian's chromium, driven by its chromedriver.

`.ci/run` installs both where they are missing; without them the tests that use `browser` are skipped with the reason.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SCREENSHOTS = ROOT / "build" / "screenshots"
WAIT_SECONDS = 60.0  # pages of several megabytes of script, on machines that do other things too
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,1800",
)


class Browser:
    """A chromium with one page."""

    def __init__(self, profile: Path) -> None:
        from selenium import webdriver

        options = webdriver.ChromeOptions()
        options.binary_location = str(shutil.which("chromium"))
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        service = webdriver.ChromeService(str(shutil.which("chromedriver")))
        self.driver: Any = webdriver.Chrome(options=options, service=service)

    def open(self, url: str, *texts: str) -> str:
        """Go to a page and wait until it shows the texts; returns all it shows.

        Raises:
            AssertionError: it does not show them in time; the message says what it shows.
        """
        self.driver.get(url)
        return self.wait(*texts)

    def wait(self, *texts: str) -> str:
        """Wait until the page shows the texts; returns all it shows."""
        from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
        from selenium.webdriver.support.ui import WebDriverWait

        waiting = WebDriverWait(self.driver, WAIT_SECONDS, ignored_exceptions=[StaleElementReferenceException])
        try:
            waiting.until(lambda _: all(text in self.text() for text in texts))
        except TimeoutException:
            self.screenshot("failed")
            missing = [text for text in texts if text not in self.text()]
            raise AssertionError(f"{self.driver.current_url} does not show {missing}, but: {self.text()}") from None
        return self.text()

    def text(self) -> str:
        """All that the page shows."""
        return str(self.driver.find_element("tag name", "body").text)

    def click(self, text: str) -> None:
        """Click the first button or link that shows a text, and nothing but it."""
        self.wait(text)
        here = f"normalize-space(.)='{text}'"
        self.driver.find_element("xpath", f"//button[{here}] | //a[{here}] | //*[@role='menuitem'][{here}]").click()

    def screenshot(self, name: str) -> Path:
        """Keep what the page looks like, as CI's output."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        self.driver.save_screenshot(str(path))
        return path


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for a file's tests; an open page of MLflow's takes a fifth of a core."""
    missing = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)} not installed; on Debian: apt-get install chromium chromium-driver")
    opened = Browser(tmp_path_factory.mktemp("browser"))
    yield opened
    opened.driver.quit()
