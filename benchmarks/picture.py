"""`python -m benchmarks.picture` runs the README's first command in a terminal and draws its final output with rich.

It writes docs/images/run.svg. Run it where the paths and times in the output may be public.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

COMMAND = ("fitflow", "run", "mnist-dense")
PICTURE = Path(__file__).parent.parent / "docs" / "images" / "run.svg"
COLUMNS, LINES = 110, 40
TOKENS = re.compile(r"(\r\n|\n|\r|\x1b\[2K|\x1b\[\d*A|\x1b\[\?\d+[hl])")
WEB_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.S)


def main() -> None:
    """Run the command and write the picture."""
    drawn = rows(output([sys.executable, "-m", "fitflow.cli", *COMMAND[1:]]))
    with Path(os.devnull).open("w") as nowhere:
        console = Console(record=True, width=COLUMNS, file=nowhere, force_terminal=True)
        console.print(Text("$ " + " ".join(COMMAND)))
        for row in drawn:
            console.print(Text.from_ansi(row), overflow="fold", highlight=False)
        svg = console.export_svg(title=" ".join(COMMAND), theme=MONOKAI, unique_id="run")
    PICTURE.write_text(WEB_FONTS.sub("", svg))  # the picture loads nothing from other servers


def output(command: list[str]) -> str:
    """Run a command in a pseudo-terminal and return its output.

    Raises:
        SystemExit: the command failed.
    """
    main_end, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    process = subprocess.Popen(
        command, stdin=terminal, stdout=terminal, stderr=terminal, env=os.environ | {"TERM": "xterm"}
    )
    os.close(terminal)
    read = b""
    try:
        while piece := os.read(main_end, 1 << 16):
            read += piece
    except OSError:  # Linux's signal that the other end of the terminal is closed
        pass
    if process.wait() != 0:
        raise SystemExit(read.decode())
    return read.decode()


def rows(text: str) -> list[str]:
    """Return the lines that a terminal shows at the end; a rewritten line replaces the old one."""
    lines, at = [""], 0
    for token in TOKENS.split(text):
        if token in ("\n", "\r\n"):
            at += 1
            lines += [""] * (at + 1 - len(lines))
        elif token in ("\r", "\x1b[2K"):
            lines[at] = ""
        elif token.startswith("\x1b[") and token.endswith("A"):
            at = max(0, at - int(token[2:-1] or 1))
        elif not token.startswith("\x1b[?"):
            lines[at] += token
    return lines[:-1] if lines[-1] == "" else lines


if __name__ == "__main__":
    main()
