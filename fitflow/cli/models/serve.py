"""`fitflow serve`: MLflow's scoring server for a model, on this machine."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from fitflow.cli.options import Verbose
from fitflow.cli.session import json_errors, quietly
from fitflow.cli.verbs import Documents, Verb
from fitflow.system.json_text import to_json

if TYPE_CHECKING:
    from fitflow.references import ServedModel

PORT = 5001  # MLflow's own UI is on 5000
EXAMPLE = "serving_input_example.json"


class ServeDocument(TypedDict):
    """A model that is served; printed when it answers.

    Attributes:
        url: the server's address.
        model: the address that MLflow's loaders take: models:/m-<id>.
        run_id: the id of the MLflow run that made the model.
        invocations: the address that examples are sent to.
        curl: a command that sends two examples.
    """

    url: str
    model: str
    run_id: str
    invocations: str
    curl: str


def serve(
    model: Annotated[str, typer.Argument(help="A run, NAME@champion or models:/NAME/VERSION.")],
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 for any free one.")] = PORT,
    json_: Annotated[bool, typer.Option("--json", help="One JSON document on stdout once it answers.")] = False,
    verbose: Verbose = False,
) -> None:
    """Serve a model over HTTP until Ctrl-C, with MLflow's scoring server."""
    stdout = sys.stdout
    with json_errors(json_), quietly(verbose):
        from fitflow import tracking
        from fitflow.tracking import scoring_server

        chosen = tracking.find_model(model)
        listening = scoring_server.bound(port)
        url = f"http://{scoring_server.HOST}:{listening.getsockname()[1]}"

        def ready() -> None:
            text = to_json(_document(chosen, url)) if json_ else "\n".join(_lines(chosen, url))
            print(text, file=stdout, flush=True)

        scoring_server.serve(chosen, listening, ready)
    print("stopped", file=sys.stderr)


def _document(model: ServedModel, url: str) -> ServeDocument:
    return {
        "url": url,
        "model": model.uri,
        "run_id": model.run_id,
        "invocations": f"{url}/invocations",
        "curl": _curl(model, url),
    }


def _lines(model: ServedModel, url: str) -> list[str]:
    return [
        f"{model.name} (run {model.run_id[:8]}) answers at {url}",
        f"takes {_taken(model)}; gives {_given(model)}",
        f"try:  {_curl(model, url)}",
        "Ctrl-C stops it",
    ]


def _curl(model: ServedModel, url: str) -> str:
    """A command that works as it is, with the example logged with the model: two training rows."""
    data = shlex.quote(f"@{Path(model.folder) / EXAMPLE}")
    return f"curl -s {url}/invocations -H 'Content-Type: application/json' -d {data}"


def _taken(model: ServedModel) -> str:
    shape = ", ".join(map(str, ("n", *model.input_shape)))
    return f'{{"inputs": {model.dtype} array of shape ({shape}), raw}}'


def _given(model: ServedModel) -> str:
    if model.task != "classification":
        return f"the {model.target}, one number per example"
    return f"one probability per class: {', '.join(model.class_names)}"


def documents() -> Documents:
    """What the verb prints with --json."""
    return {"serve": (ServeDocument,)}


VERBS = (Verb("serve", serve, 2),)
