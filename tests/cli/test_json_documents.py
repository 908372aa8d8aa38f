"""Every document of --json: declared, explained on docs/json.md, printed as declared, and never with a field less."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal, NotRequired, TypedDict

import pytest
import typer

from docs.extensions import json_pages
from fitflow import load_recipe
from fitflow.cli.main import app
from fitflow.errors import ErrorDocument, FitflowError
from fitflow.orchestration.notices import NoticeDocument
from fitflow.recipe_io.loading import load_experiment
from tests.documents import conforms, declared, faults
from tests.room import Room

SAID = Path(__file__).parent.parent / "legacy" / "data" / "said"
# What the commands of tests/legacy/make.py printed then, by the verb.
OLD = {
    "first": "run",
    "second": "run",
    "again": "run",
    "quicker": "run",
    "line": "run",
    "components": "run",
    "list": "list",
    "plan": "plan",
    "compare": "compare",
    "history": "history",
    "champion": "champion",
    "predict": "predict",
    "cache": "cache ls",
    "promoted": "promote",
    "judged": "promote",
    "forced": "promote",
    "back": "rollback",
}


def with_json(command: Any, name: str = "") -> Iterator[str]:
    """Every verb that has --json, as it is typed."""
    if any("--json" in parameter.opts for parameter in command.params):
        yield name
    for short, verb in getattr(command, "commands", {}).items():
        yield from with_json(verb, f"{name} {short}".strip())


@cache
def all_documents() -> dict[str, type]:
    return json_pages.documented(ErrorDocument, declared(), NoticeDocument)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """What a command prints with --json, in this process; its exit code may be that of a verdict."""
    capsys.readouterr()
    try:
        app([*arguments, "--json"], standalone_mode=False)
    except (FitflowError, typer.Exit) as error:
        assert getattr(error, "exit_code", 1) != 2, error
    return json.loads(capsys.readouterr().out)


def test_every_verb_with_json_declares_what_it_prints_and_no_other():
    assert sorted(with_json(typer.main.get_command(app))) == sorted(declared())


def test_the_page_is_what_the_code_says():
    assert json_pages.PAGE.read_text() == json_pages.page(ErrorDocument, declared(), NoticeDocument), (
        "docs/json.md is not up to date; run: python -m docs.extensions.json_pages"
    )


@pytest.mark.parametrize("name", all_documents())
def test_every_field_has_a_meaning_and_every_meaning_a_field(name: str):
    document = all_documents()[name]
    assert [field.name for field in json_pages.fields(document) if not field.meaning] == []
    described = {item for base in json_pages.lineage(document) for item in json_pages.meanings(base)}
    assert described <= {field.name for field in json_pages.fields(document)}


def test_a_field_that_was_promised_stays():
    """A field may be added: `python -m docs.extensions.json_pages` adds it to the list, and takes none off."""
    promised = json.loads(json_pages.FIELDS.read_text())
    now = json_pages.promised(all_documents())
    gone = [
        f"{name}.{field}" for name, fields in promised.items() for field in fields.keys() - now.get(name, {}).keys()
    ]
    assert gone == []
    for name, fields in promised.items():
        assert {field: now[name][field] for field, kept in fields.items() if kept == "always"} == {
            field: "always" for field, kept in fields.items() if kept == "always"
        }
    assert now == {name: {field: promised[name][field] for field in fields} for name, fields in now.items()}


@pytest.mark.parametrize("name", OLD)
def test_what_an_earlier_fitflow_printed_has_only_fields_that_are_still_there(name: str):
    conforms(json.loads((SAID / f"{name}.json").read_text()), OLD[name])


class _Inner(TypedDict):
    word: Literal["a", "b"]


class _Outer(TypedDict):
    """A document for the checks below.

    Attributes:
        count: how many.
        inner: more.
        pair: two.
    """

    count: int
    inner: NotRequired[list[_Inner]]
    pair: NotRequired[tuple[str, float | None]]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"count": 1, "inner": [{"word": "a"}], "pair": ["x", 1]}, ""),
        ({}, "it.count is missing"),
        ({"count": 1, "more": 2}, "it.more is not declared in _Outer"),
        ({"count": True}, "it.count: True is no"),
        ({"count": 1, "inner": [{"word": "c"}]}, "it.inner[0].word: 'c' is none of"),
        ({"count": 1, "pair": ["x"]}, "it.pair has 1 entries, not 2"),
        ({"count": 1, "pair": ["x", "y"]}, "it.pair[1]: 'y' is no"),
    ],
)
def test_a_document_that_is_not_as_declared_is_found(value: Any, said: str):
    found = list(faults(value, _Outer))
    assert len(found) == bool(said) and all(said in fault for fault in found)


@pytest.fixture(scope="module")
def project(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A project with two trainings, a computation and a champion; it becomes the working folder."""
    from fitflow.flows.compute import compute
    from fitflow.flows.promote import promote
    from fitflow.flows.train import train

    folder = tmp_path_factory.mktemp("documents")
    (folder / "mlruns").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        first, second = (train(load_recipe("digits-dense", {"training.epochs": 2, "seed": seed})) for seed in (0, 1))
        results = {"first": first, "second": second, "computed": compute(load_experiment("svd-recommender"))}
        results |= {"promoted": promote(first["run_id"]), "judged": promote(second["run_id"])}
        yield results


@pytest.mark.parametrize(
    ("name", "verb"),
    [("first", "run"), ("computed", "run"), ("promoted", "promote"), ("judged", "promote")],
)
def test_what_flows_give_is_as_declared(name: str, verb: str, project: dict[str, Any]):
    """Tuples are lists in JSON."""
    conforms(json.loads(json.dumps(project[name])), verb)


@pytest.mark.parametrize(
    "command",
    [
        "run digits-dense --until prepare",
        "plan digits-dense",
        "dag digits-dense",
        "list",
        "list datasets",
        "list runs",
        "show digits-dense",
        "show svd-recommender",
        "show latest:digits-dense",
        "show latest:digits-dense --card",
        "compare --recipe digits-dense --last 2",
        "evaluate latest:digits-dense",
        "champion digits",
        "history digits",
        "export digits@champion --format saved_model",
        "predict digits@champion image.png",
        "down",
        "status",
        "doctor",
        "cache ls",
        "cache --limit 10G",
        "cache clear --older-than 1w",
    ],
)
def test_what_is_printed_is_as_declared(command: str, project: dict[str, Any], capsys: pytest.CaptureFixture[str]):
    from PIL import Image

    Image.new("L", (8, 8)).save("image.png")
    words = command.split()
    conforms(printed(capsys, *words), words[0] if words[0] != "cache" or words[1][0] == "-" else " ".join(words[:2]))


def test_a_kept_result_is_explained_as_declared(project: dict[str, Any], capsys: pytest.CaptureFixture[str]):
    key = next(entry["key"] for entry in printed(capsys, "cache", "ls")["entries"] if entry["step"] == "train")
    conforms(printed(capsys, "cache", "explain", key), "cache explain")


def test_an_error_is_as_declared(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(FitflowError):
        app(["run", "digits-dens", "--json"], standalone_mode=False)
    assert list(faults(json.loads(capsys.readouterr().out), ErrorDocument)) == []


def test_what_up_prints_is_as_declared(room: Room):
    """Other tests of the control room hold every document of theirs against its type too; see Room.json."""
    assert room.json("up", "--port", str(room.port), "--mlflow-port", str(room.mlflow_port))["api"] == room.api
