"""`python -m tests.bad_inputs` writes docs/errors.md from the catalogue."""

from __future__ import annotations

from pathlib import Path

from tests.bad_inputs.case import Case
from tests.bad_inputs.catalogue import CASES, CHAPTERS

PAGE = Path(__file__).parents[2] / "docs" / "errors.md"
LONGEST = 90
SHOWN = {"dir": "DIR", "store": "STORE", "run": "RUN", "finished": "RUN", "twice": "ab", "web": "http://HOST:PORT"}
HEAD = f"""# What is said when something is wrong

Made from the {len(CASES)} cases in `tests/bad_inputs/` by `python -m tests.bad_inputs`; each is a test. A message is one line
on stderr, after `fitflow: `. Exit code 2: the command, the recipe, the data or the set-up must change first. No run and no
half-written file is left behind. DIR is the folder that was given, STORE a store of runs, … what differs from machine to
machine.
"""


def page() -> str:
    """The page's text."""
    return HEAD + "".join(f"\n## {title}\n\n{_table(cases)}" for title, cases in CHAPTERS.items())


def _table(cases: list[Case]) -> str:
    head = "| given | typed | said | exit |\n| --- | --- | --- | --- |\n"
    return head + "".join(_row(case) for case in cases)


def _row(case: Case) -> str:
    variables = "".join(f"{name}={value} " for name, value in case.environment.items())
    typed = f"{variables}fitflow {case.command}"
    return f"| {case.given} | {_code(typed)} | {_code(case.said)} | {case.exit_code} |\n"


def _code(text: str) -> str:
    for name, shown in SHOWN.items():
        text = text.replace(f"{{{name}}}", shown)
    if len(text) > 4 * LONGEST:
        text = f"{text[:LONGEST]}…"
    return f"`{text.replace('|', chr(92) + '|')}`"


if __name__ == "__main__":
    PAGE.write_text(page())
