"""What git says of two commits that runs were made at."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from typing import TypedDict

from fitflow.comparison.groups import Group
from fitflow.system.paths import project_dir

COMMIT = re.compile(r"[0-9a-f]{7,64}")
MOST = 5  # commits that are held against the first
SECONDS = 10
WIDTH = 100


class GitAnswer(TypedDict):
    """What git says.

    Attributes:
        stat: the output of `git diff --stat`; empty where git cannot say.
        error: why git cannot say; empty where it can.
    """

    stat: str
    error: str


_Commits = TypedDict("_Commits", {"from": str, "to": str})  # `from` cannot be a name in a class


class CommitDiff(_Commits, GitAnswer):
    """What changed in the code between two commits that runs were made at.

    Attributes:
        from: the commit of the first group, A.
        to: another commit.
        groups: the letters of the groups that have runs of that other commit.
    """

    groups: list[str]


def stats(groups: Sequence[Group]) -> list[CommitDiff]:
    """`git diff --stat` from the first group's commit to each other one's; the reason where git cannot say."""
    commits: dict[str, list[str]] = {}
    for group in groups:
        for run in group.runs:
            names = commits.setdefault(run["tags"].get("mlflow.source.git.commit", ""), [])
            if group.name not in names:
                names.append(group.name)
    known = [commit for commit in commits if COMMIT.fullmatch(commit)]  # a tag is not to be trusted on a command line
    return [
        {"from": known[0], "to": other, "groups": commits[other], **_stat(known[0], other)}
        for other in known[1 : MOST + 1]
    ]


def _stat(first: str, second: str) -> GitAnswer:
    command = ["git", "-C", str(project_dir()), "diff", f"--stat={WIDTH}", "--no-color", "--no-ext-diff", first, second]
    try:
        done = subprocess.run([*command, "--"], capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        return {"stat": "", "error": f"git does not answer: {error}"}
    if done.returncode:
        return {"stat": "", "error": "not in this checkout; try: git fetch --all"}
    return {"stat": done.stdout.rstrip() or "no difference in tracked files", "error": ""}
