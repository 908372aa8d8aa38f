"""A human-readable summary of a run: results, changed fields, times, device, data and code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from fitflow.recipe_io.run_name import defaults_of

CURVES = ("loss", "accuracy", "mae")  # shown as last values, training beside validation
HIDDEN = {"name", "experiment"}  # fields of a recipe that change nothing in the work
VERSIONS = ("python", "keras", "tensorflow", "jax", "torch")


class Line(NamedTuple):
    """One line of the page: what it is about, and what it says."""

    title: str
    text: str


class Result(NamedTuple):
    """A test metric, and its interval as text; empty if there is none."""

    name: str
    value: float
    interval: str


def results(run: Mapping[str, Any], evaluation: Mapping[str, Any] | None) -> list[Result]:
    """The test metrics of a run.

    Args:
        run: as `tracking.get_run` gives it.
        evaluation: the record of its evaluation, with `intervals`; None if there is none.
    """
    intervals: Mapping[str, Any] = (evaluation or {}).get("intervals", {})
    names = [name for name in run["metrics"] if name.startswith("test_") and name != "test_reads"]
    if not names:  # a recipe without training names its metrics as it likes
        names = [name for name in run["metrics"] if not name.startswith("seconds_")]
    return [Result(name, run["metrics"][name], _interval(intervals.get(name))) for name in names]


def lines(run: Mapping[str, Any]) -> list[Line]:
    """All lines except the results, in display order."""
    return [line for line in _lines(run) if line.text]


def changed(run: Mapping[str, Any]) -> list[str]:
    """Fields in which the run's recipe differs from the recipe of that name today: `training.epochs 20 -> 5`."""
    usual = {name: str(value) for name, value in defaults_of(run["recipe"]).items()}
    if not usual:
        return []
    names = sorted((usual.keys() | run["params"].keys()) - HIDDEN)
    return [
        f"{name} {usual.get(name)} -> {run['params'].get(name)}"
        for name in names
        if usual.get(name) not in (run["params"].get(name), "None" if name not in run["params"] else None)
    ]


def _lines(run: Mapping[str, Any]) -> Iterator[Line]:
    tags = run["tags"]
    yield Line("changed", "; ".join(changed(run)) or ("nothing" if defaults_of(run["recipe"]) else ""))
    yield Line("error", tags.get("fitflow.error", "").strip().rpartition("\n")[2])
    yield Line("when", _when(run))
    yield Line("steps", _steps(run))
    yield Line("training", _training(run))
    yield Line("reused", _reused(tags))
    yield Line("data", _data(tags))
    yield Line("device", _device(tags))
    yield Line("software", _software(tags))
    yield Line("code", _code(tags))
    yield Line("gate", tags.get("fitflow.gate_verdict", ""))
    # `promote` of an earlier fitflow wrote its verdict under the same name; only `verify` adds a time.
    yield Line("verified", tags.get("fitflow.verdict", "") if "fitflow.verified_at" in tags else "")
    yield Line("artifacts", str(run.get("artifacts") or ""))
    yield Line("MLflow", run["url"])
    yield Line("Prefect", tags.get("prefect.flow_run_url", ""))


def _interval(limits: Any) -> str:
    return f"{limits[0]:.4g} to {limits[1]:.4g}" if limits else ""


def _when(run: Mapping[str, Any]) -> str:
    started = datetime.fromtimestamp(run["started"]).astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")
    return f"{started}, took {_duration(run['seconds'])}"


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def _steps(run: Mapping[str, Any]) -> str:
    found = {name.removeprefix("seconds_"): value for name, value in run["metrics"].items() if "seconds_" in name}
    return ", ".join(f"{name} {_duration(value)}" for name, value in found.items())


def _training(run: Mapping[str, Any]) -> str:
    metrics, epochs = run["metrics"], run["params"].get("training.epochs")
    last = [f"{name} {metrics[name]:.4f}{_validation(metrics, name)}" for name in CURVES if name in metrics]
    return "; ".join([f"{epochs} epochs", *last]) if epochs else ""


def _validation(metrics: Mapping[str, float], name: str) -> str:
    return f" (validation {metrics[f'val_{name}']:.4f})" if f"val_{name}" in metrics else ""


def _reused(tags: Mapping[str, str]) -> str:
    steps = tags.get("fitflow.reused_steps", "").replace(",", ", ")
    of = f", of run {tags['fitflow.reused'][:8]}" if "fitflow.reused" in tags else ""
    return steps + of if steps else ""


def _data(tags: Mapping[str, str]) -> str:
    digest = tags.get("fitflow.data_sha256", "")
    return tags.get("fitflow.data", "") + (f"; SHA-256 {digest[:12]}" if digest else "")


def _device(tags: Mapping[str, str]) -> str:
    if "device" not in tags:
        return ""
    compiled = "; compiled with XLA" if tags.get("jit_compile") == "true" else ""
    return f"{tags['device']}, {tags.get('precision', '')} ({tags.get('precision_reason', '')}){compiled}"


def _software(tags: Mapping[str, str]) -> str:
    backend = tags.get("backend", "")
    names = [name for name in VERSIONS if name not in ("tensorflow", "jax", "torch") or name == backend]
    return ", ".join(f"{name} {tags[f'version.{name}']}" for name in names if f"version.{name}" in tags)


def _code(tags: Mapping[str, str]) -> str:
    commit = tags.get("mlflow.source.git.commit", "")
    dirty = ", with changes that are not committed" if tags.get("fitflow.git_dirty") == "true" else ""
    own = f"fitflow {tags['version.fitflow']}" if "version.fitflow" in tags else ""
    return ", ".join(part for part in (f"commit {commit[:10]}{dirty}" if commit else "", own) if part)
