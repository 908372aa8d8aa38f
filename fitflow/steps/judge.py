"""evaluate, of a recipe without training: measure what the method computed."""

from __future__ import annotations

from pathlib import Path

from fitflow import discovery
from fitflow.references import Computed, Metrics, PreparedRef
from fitflow.reuse.keys import Step, make_step, prepared_inputs
from fitflow.steps.compute import arrays, plain_error
from fitflow.system import machine


def key(computed: Computed, prepared: PreparedRef) -> Step:
    """Return the step's key."""
    inputs = prepared_inputs(prepared) | {"arrays": Path(computed.path).name}
    inputs["test data"] = prepared.dataset.digests["test"]
    code = [run, f"{discovery.module_of('methods', computed.method)}.evaluate"]
    return make_step("evaluate", {}, inputs, code, machine.facts())


def run(computed: Computed, prepared: PreparedRef) -> Metrics:
    """Compute metrics of the method's arrays.

    Raises:
        InputError: data that the method does not support.
    """
    method = discovery.find("methods", computed.method)
    values: dict[str, float] = plain_error(method.evaluate, arrays(computed), prepared)
    return Metrics(values=values, num_examples=prepared.dataset.num_test, path=computed.path)
