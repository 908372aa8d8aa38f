"""`git diff --stat` between the commits of runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypedDict

from fitflow.comparison.groups import Group
from fitflow.system.git import git
from fitflow.system.paths import project_dir

COMMIT = re.compile(r"[0-9a-f]{7,64}")
MOST = 5  # commits compared with the first
WIDTH = 100


class GitAnswer(TypedDict):
    """Output of git, or its error.

    Attributes:
        stat: the output of `git diff --stat`; empty if git cannot say.
        error: why git cannot say; empty if it can.
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
    """`git diff --stat` from the first group's commit to each other one, or git's error."""
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
    options = (f"--stat={WIDTH}", "--no-color", "--no-ext-diff")
    found = git(project_dir(), "diff", *options, first, second, "--")
    if found is None:
        return {"stat": "", "error": "not in this checkout, or git is not there; try: git fetch --all"}
    return {"stat": found or "no difference in tracked files", "error": ""}
