"""Pages that docs/index.md names in no list get a place in the navigation; links out of docs/ lead to their page."""

import re
from pathlib import Path

from sphinx.application import Sphinx

PLACE = "PAGES NAMED IN NO LIST"
# Files above docs/ that are pages of the site.
OUTSIDE = {"README.md": "index.md", "CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md"}


def unlisted(index: str, docs: Path) -> list[str]:
    """The hand-written pages that the start page's lists leave out, in alphabetical order."""
    listed = {line.strip() for line in index.splitlines()} | {"index"}
    return sorted({page.stem for page in docs.glob("*.md")} - listed)


def _read(app: Sphinx, name: str, source: list[str]) -> None:
    if name == "index":
        source[0] = source[0].replace(PLACE, "\n".join(unlisted(source[0], Path(app.srcdir))))
    source[0] = re.sub(r"\]\(\.\./([A-Z]+\.md)", lambda link: f"]({OUTSIDE.get(link[1], '../' + link[1])}", source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("source-read", _read)
    return {"parallel_read_safe": True}
