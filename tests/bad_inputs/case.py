"""One case of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Make = Callable[[Path], None]


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is given and what must be said.

    `given` says it for people, `make` writes its files into a folder; `command` is what is then typed after `fitflow`,
    with `{dir}` for that folder and the other places of conftest. `said` is the whole message, with placeholders too, and
    `…` for what differs between machines.

    `through` says how it is tested: "data" calls what the command calls until data is loaded and prepared, in this
    process; "command" runs the command's own main function in this process; "process" starts the command.
    """

    id: str
    given: str
    command: str
    said: str
    make: Make = field(default=lambda folder: None)
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    through: str = "command"
    slow: bool = False
    exit_code: int = 2

    def pattern(self, folder: Path, places: Mapping[str, str]) -> re.Pattern[str]:
        """Matches the message that must be said, after the command's name."""
        return re.compile("fitflow: " + re.escape(filled(self.said, folder, places)).replace(re.escape("…"), ".*"))

    def arguments(self, folder: Path, places: Mapping[str, str]) -> list[str]:
        """The command line after `fitflow`. Words are parted by blanks; a word may hold none."""
        return [filled(word, folder, places) for word in self.command.split(" ")]


def filled(text: str, folder: Path, places: Mapping[str, str]) -> str:
    """The text with the placeholders' values."""
    for name, value in {"dir": str(folder), **places}.items():
        text = text.replace(f"{{{name}}}", value)
    return text
