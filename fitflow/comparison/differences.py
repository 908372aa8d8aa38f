"""Differences between groups: recipe fields, data, code, machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypedDict

from fitflow.comparison.groups import Group
from fitflow.tracking import Run

MACHINE = ("backend", "device", "precision", "jit_compile", "steps_per_execution", "deterministic", "fitflow.host")
CODE = ("mlflow.source.git.commit", "fitflow.git_dirty", "fitflow.code_digest", "mlflow.source.name")
SHOWN = {
    "mlflow.source.git.commit": "commit",
    "mlflow.source.name": "made by",
    "fitflow.git_dirty": "uncommitted changes",
    "fitflow.code_digest": "digest of fitflow's code",
    "fitflow.host": "host",
    "fitflow.data": "data",
    "fitflow.data_sha256": "all data, SHA-256",
}


class FieldValues(TypedDict):
    """One thing that is not the same in all groups.

    Attributes:
        field: what differs: a field of the recipe by its dotted name, a split, a version.
        values: by the group's letter, the values that its runs have; none if they lack it.
    """

    field: str
    values: dict[str, list[str]]


def recipe(groups: Sequence[Group]) -> list[FieldValues]:
    """Recipe fields that differ, except the seed, which differs within a group."""
    return _differing(groups, lambda run: {name: value for name, value in run["params"].items() if name != "seed"})


def data(groups: Sequence[Group]) -> list[FieldValues]:
    """Data source and digest of each split, if they differ."""
    return _differing(groups, _data)


def code(groups: Sequence[Group]) -> list[FieldValues]:
    """Commit, uncommitted changes and digest of the code, if they differ."""
    return _differing(groups, lambda run: _tags(run, CODE))


def machine(groups: Sequence[Group]) -> list[FieldValues]:
    """Device, precision, host and versions, if they differ."""
    versions = {name for group in groups for run in group.runs for name in run["tags"] if name.startswith("version.")}
    return _differing(groups, lambda run: _tags(run, (*MACHINE, *sorted(versions))))


def _differing(groups: Sequence[Group], facts: Callable[[Run], Mapping[str, str]]) -> list[FieldValues]:
    """One row per field: its values in each group, several if the group's runs differ, none if they lack it."""
    found = [[facts(run) for run in group.runs] for group in groups]
    names = dict.fromkeys(name for group in found for run in group for name in run)
    rows: list[FieldValues] = []
    for name in names:
        values = [list(dict.fromkeys(run[name] for run in group if name in run)) for group in found]
        if len({run.get(name) for group in found for run in group}) > 1:
            by_group = {group.name: value for group, value in zip(groups, values, strict=True)}
            rows.append({"field": SHOWN.get(name, name), "values": by_group})
    return rows


def _data(run: Run) -> dict[str, str]:
    digests = {f"{use} split, SHA-256": entry["digest"] for use, entry in run["datasets"].items()}
    return _tags(run, ("fitflow.data", "fitflow.data_notes")) | digests


def _tags(run: Run, names: Sequence[str]) -> dict[str, str]:
    return {name: run["tags"][name] for name in names if name in run["tags"]}
