"""Reuse options of a run: what to take from the cache, and which steps to run."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, WithJsonSchema

from fitflow import step_table
from fitflow.config import Experiment
from fitflow.errors import InputError, nearest


def _known(name: str) -> str:
    if name not in step_table.NAMES:
        raise ValueError(f"{name!r} is not a step: {nearest(name, step_table.NAMES)}")
    return name


# The enum makes forms show the steps as a choice.
StepName = Annotated[str, AfterValidator(_known), WithJsonSchema({"enum": list(step_table.NAMES), "type": "string"})]


class Reuse(BaseModel):
    """Which cached results a run uses.

    `off`: run all steps and keep no results. `refresh`: steps to run again; their results are kept. `done`: steps that
    must have a cached result. `until`: the last step to run.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    off: bool = False
    refresh: tuple[StepName, ...] = ()
    done: tuple[StepName, ...] = ()
    until: StepName | None = None


def choose(
    recipe: Experiment,
    *,
    from_: str | None = None,
    until: str | None = None,
    refresh: list[str] | None = None,
    off: bool = False,
) -> Reuse:
    """Return the reuse options for a command line.

    Args:
        recipe: the recipe to run.
        from_: first step to run again; the steps before it must have cached results.
        until: last step to run.
        refresh: steps to run again.
        off: run all steps and keep no results.

    Raises:
        InputError: no such step, or options that exclude each other.
    """
    names = tuple(row.name for row in step_table.steps_of(recipe))
    for option, name in [("--from", from_), ("--until", until), *(("--refresh", name) for name in refresh or [])]:
        if name is not None and name not in names:
            raise InputError(f"{option} {name!r} is not a step of this recipe: {nearest(name, names)}")
    if off and (from_ or refresh):
        raise InputError("--no-cache runs every step again: leave out --from and --refresh")
    if from_ and until and names.index(until) < names.index(from_):
        raise InputError(f"--until {until} comes before --from {from_}")
    first = names.index(from_) if from_ else len(names)
    return Reuse.model_validate(
        {
            "off": off,
            "refresh": (*names[first:], *(refresh or [])),
            "done": names[:first] if from_ else (),
            "until": until,
        }
    )
