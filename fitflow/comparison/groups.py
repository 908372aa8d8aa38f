"""Groups of runs that differ only in the seed: a recipe's result is a mean over seeds."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from fitflow import tracking
from fitflow.tracking import Run

NOT_OF_THE_RECIPE = ("seed", "experiment")  # initialisation, and where the run is recorded


@dataclass(frozen=True)
class Group:
    """Runs of one recipe on the same data, with the same code unless it is pooled.

    `runs` are all of them, by seed. `counted` is one finished run per seed, for mean and deviation: repeating a seed
    gives the same result and no new information.
    """

    name: str
    runs: tuple[Run, ...]
    counted: tuple[Run, ...]

    @property
    def shown(self) -> tuple[Run, ...]:
        """The runs that represent the group: the counted ones, else the newest, though unfinished."""
        return self.counted or (max(self.runs, key=lambda run: run["started"]),)

    @property
    def first(self) -> Run:
        """The first run shown, where one is enough."""
        return self.shown[0]

    def values(self, metric: str) -> list[float]:
        """Finite values of a metric in the runs shown."""
        found = [run["metrics"].get(metric, math.nan) for run in self.shown]
        return [value for value in found if math.isfinite(value)]


def grouped(runs: Sequence[Run], pool_code: bool = False) -> list[Group]:
    """Groups in the order of their first runs, named A, B, ..., AA.

    Args:
        runs: the runs to group.
        pool_code: allow different versions of fitflow's code in one group.
    """
    parts: dict[object, list[Run]] = {}
    sittings = _sittings(runs)
    for run in runs:
        code = None if pool_code else run["tags"].get("fitflow.code_digest")
        parts.setdefault(_key(run, sittings[run["run_id"]], code), []).append(run)
    return [_group(_letters(place), members) for place, members in enumerate(parts.values())]


def mean_and_deviation(values: Sequence[float]) -> tuple[float | None, float | None]:
    """Mean and sample standard deviation; None if there are too few values."""
    if not values:
        return None, None
    return statistics.fmean(values), statistics.stdev(values) if len(values) > 1 else None


def _group(name: str, runs: list[Run]) -> Group:
    members = sorted(runs, key=lambda run: (_seed_order(run), run["started"]))
    newest = {run["params"].get("seed", run["run_id"]): run for run in members if run["status"] == "FINISHED"}
    return Group(name, tuple(members), tuple(newest.values()))


def _key(run: Run, sitting: int, code: str | None) -> object:
    params = run["params"]
    if "seed" not in params:  # not fitflow's: its source of randomness is unknown
        return run["run_id"]
    recipe = tuple(sorted((name, value) for name, value in params.items() if name not in NOT_OF_THE_RECIPE))
    return recipe, run["tags"].get("fitflow.data_sha256"), code, sitting


def _sittings(runs: Sequence[Run]) -> dict[str, int]:
    """For each run, how many earlier runs its training continued, which recipes do not show."""
    known = {run["run_id"]: run for run in runs}
    wanted = {run["tags"].get("fitflow.continues") for run in runs} - {None} - set(known)
    while wanted:
        found = tracking.search(tracking.Query(ids=tuple(filter(None, wanted)), limit=len(wanted)))
        known |= {run["run_id"]: run for run in found}
        wanted = {run["tags"].get("fitflow.continues") for run in found} - {None} - set(known)
    return {run["run_id"]: _depth(run, known) for run in runs}


def _depth(run: Run, known: dict[str, Run]) -> int:
    depth, parent = 0, run["tags"].get("fitflow.continues")
    while parent and depth < len(known) + 1:  # an edited record may form a cycle
        depth, parent = depth + 1, known[parent]["tags"].get("fitflow.continues") if parent in known else None
    return depth


def _seed_order(run: Run) -> tuple[int, str]:
    seed = run["params"].get("seed", "")
    return (int(seed), "") if seed.isdecimal() else (0, seed)


def _letters(place: int) -> str:
    letters = ""
    while place >= 0:
        letters = chr(ord("A") + place % 26) + letters
        place = place // 26 - 1
    return letters
