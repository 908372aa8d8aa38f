"""What a run may take from the cache, and where it begins and ends."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, WithJsonSchema

from fitflow import dag
from fitflow.config import Experiment
from fitflow.errors import InputError, nearest


def _known(name: str) -> str:
    if name not in dag.NAMES:
        raise ValueError(f"{name!r} is not a step: {nearest(name, dag.NAMES)}")
    return name


# Forms show the steps as a choice.
StepName = Annotated[str, AfterValidator(_known), WithJsonSchema({"enum": list(dag.NAMES), "type": "string"})]


class Reuse(BaseModel):
    """Which steps of a run are done again though they are done already.

    `off`: all, and nothing is kept for later either. `refresh`: these, and what they give anew is kept. `done`: these
    must be done already. `until`: the run ends after this one.
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
    """What the options of the command line ask for.

    Args:
        recipe: what is to run.
        from_: the first step to do again; those before it must be done already.
        until: the last step.
        refresh: steps to do again.
        off: whether to do all again and keep nothing.

    Raises:
        InputError: no such step, or options that do not go together.
    """
    names = tuple(row.name for row in dag.steps_of(recipe))
    for option, name in [("--from", from_), ("--until", until), *(("--refresh", name) for name in refresh or [])]:
        if name is not None and name not in names:
            raise InputError(f"{option} {name!r} is not a step of this recipe: {nearest(name, names)}")
    if off and (from_ or refresh):
        raise InputError("--no-cache does every step again: leave --from and --refresh out")
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
