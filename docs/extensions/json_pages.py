"""The page of the JSON documents: what each verb prints with --json, field by field, from the types in the code.

`python -m docs.extensions.json_pages` writes docs/json.md, and adds new fields to the list that a test keeps them by.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
import types
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, NotRequired, Union, get_args, get_origin, get_type_hints

import griffe
from pydantic import BaseModel

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "json.md"
FIELDS = ROOT / "tests" / "cli" / "json_fields.json"  # every field that was ever promised
PLAIN = {str: "text", int: "whole number", float: "number", bool: "true or false", type(None): "null", Any: "any"}
HEAD = """# JSON documents

With `--json` a verb prints one document on stdout and everything else on stderr. Fields are only ever added: what is on
this page stays, with its name and its meaning. Read what you need and ignore fields that you do not know.

A field that is marked "may be missing" is there only where its meaning says so. Shares are between 0 and 1, times of
day are in ISO 8601 or in seconds since 1970 (UTC), durations are in seconds and sizes in bytes, unless the field says
otherwise. A number that is not finite is null.

Made from the code by `python -m docs.extensions.json_pages`.
"""
FAILED = """## When a verb fails

The exit code is not 0. An input error (exit code 2) prints this document in place of the verb's own; where the verb has
found something first, such as a verdict, it prints its own document and exits with 1.
"""
NOTICE = """## What a notice sends

Recipes and schedules can ask for a notice when a run ends ([scheduled runs](schedules.md)).
"""


class Field(NamedTuple):
    """A field of a document: its name, its type, what it means, and whether it is always there."""

    name: str
    type: Any
    meaning: str
    always: bool


def is_document(found: Any) -> bool:
    """Whether a type is one of our documents: a TypedDict or a pydantic model."""
    return isinstance(found, type) and (hasattr(found, "__total__") or issubclass(found, BaseModel))


@cache
def fields(document: type) -> list[Field]:
    """The fields of a document, those of what it extends first."""
    said: dict[str, str] = {}
    if issubclass(document, BaseModel):
        said = {name: field.description or "" for name, field in document.model_fields.items()}
    for base in lineage(document):
        said |= meanings(base)
    hints = get_type_hints(document, include_extras=True)
    names = list(document.model_fields) if issubclass(document, BaseModel) else list(hints)
    return [_field(name, hints[name], said.get(name, "")) for name in names]


def _field(name: str, hint: Any, meaning: str) -> Field:
    """A field; what is said of the document in it stands for its own meaning where it has none."""
    always = get_origin(hint) is not NotRequired
    found = hint if always else get_args(hint)[0]
    inner = next(documents_in(found), None)
    return Field(name, found, meaning or (_text(inner) if inner else ""), always)


def documents_in(found: Any) -> Iterator[type]:
    """The documents that a type is made of, without those within them."""
    if is_document(found):
        yield found
    elif get_origin(found) is Annotated and is_document(get_args(found)[1]):  # a pydantic model's plain values
        yield get_args(found)[1]
    else:
        for part in get_args(found):
            yield from documents_in(part)


def nested(document: type) -> list[type]:
    """A document and all documents within it, outer ones first."""
    found = [document]
    for one in found:
        inner = [part for field in fields(one) for part in documents_in(field.type)]
        found += [part for part in dict.fromkeys(inner) if part not in found]
    return found


def named(types: Mapping[str, tuple[Any, ...]]) -> dict[str, type]:
    """Every document by its name.

    Raises:
        ValueError: two have the same name.
    """
    found: dict[str, type] = {}
    for entry in [part for entries in types.values() for part in entries]:
        for document in [inner for outer in documents_in(entry) for inner in nested(outer)]:
            if found.setdefault(document.__name__, document) is not document:
                raise ValueError(f"two documents are called {document.__name__}")
    return found


def documented(error: type, types: Mapping[str, tuple[Any, ...]], notice: type) -> dict[str, type]:
    """Every document of the page by its name."""
    return named({"": (error,), **types, "notice": (notice,)})


def page(error: type, types: Mapping[str, tuple[Any, ...]], notice: type) -> str:
    """The whole page, as Markdown: a section for each verb, in it the documents that no section before it has."""
    lines = [HEAD, FAILED, *_section(error)]
    shown = {error}
    for verb, entries in types.items():
        lines += [f"## fitflow {verb}", "", f"Prints {' or '.join(map(words, entries))}.", ""]
        for document in [inner for entry in entries for outer in documents_in(entry) for inner in nested(outer)]:
            if document not in shown:
                lines += _section(document)
            shown.add(document)
    lines += [NOTICE, *_section(notice)]
    return "\n".join(lines).rstrip() + "\n"


def words(found: Any) -> str:
    """A type in words, with links to documents."""
    origin, inner = get_origin(found), get_args(found)
    if is_document(found):
        return f"[{found.__name__}](#{found.__name__.lower()})"
    if origin is Annotated:
        return words(inner[1] if is_document(inner[1]) else inner[0])
    if origin is Literal:
        return " or ".join(f"`{json.dumps(value)}`" for value in inner)
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(words(part) for part in inner))
    if origin is dict:
        return f"object: name to {words(inner[1])}"
    if origin is tuple and inner[-1] is not Ellipsis:
        return f"list of {len(inner)}: {', '.join(map(words, inner))}"
    if isinstance(origin, type) and issubclass(origin, Collection):
        return f"list of {words(inner[0])}"
    return PLAIN[found]


def promised(types: Mapping[str, type]) -> dict[str, dict[str, str]]:
    """The fields of each document: "always" or "may be missing"."""
    return {
        name: {field.name: "always" if field.always else "may be missing" for field in fields(document)}
        for name, document in types.items()
    }


def _section(document: type) -> list[str]:
    lines = [f"### {document.__name__}", "", _escaped(_text(document)), "", "| field | type | meaning and unit |"]
    return [*lines, "| --- | --- | --- |", *map(_row, fields(document)), ""]


def _row(field: Field) -> str:
    missing = "" if field.always else ", may be missing"
    meaning = field.meaning[:1].upper() + field.meaning[1:]
    return f"| `{field.name}` | {_cell(words(field.type))}{missing} | {_cell(_escaped(meaning))} |"


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ")


def _escaped(text: str) -> str:
    """Plain text with `code`, as Markdown."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else re.sub(r"([\\*_<\[\]])", r"\\\1", part) for part in parts)


def lineage(document: type) -> list[type]:
    """What a TypedDict extends, and itself. Before Python 3.12 only the source tells: the class itself extends dict."""
    bases = [attrgetter(name)(sys.modules[document.__module__]) for name in _base_names(document)]
    return [*(one for base in bases if base is not BaseModel for one in lineage(base)), document]


def _base_names(document: type) -> list[str]:
    try:
        (found,) = ast.parse(inspect.getsource(document)).body
    except OSError:  # made by a call
        return []
    names = [ast.unparse(base) for base in found.bases] if isinstance(found, ast.ClassDef) else []
    return [name for name in names if name != "TypedDict"]


def _parsed(document: type) -> list[griffe.DocstringSection]:
    return griffe.Docstring(inspect.cleandoc(document.__doc__ or "")).parse("google", warnings=False)


def _text(document: type) -> str:
    """The docstring without its list of fields."""
    sections = [section.value for section in _parsed(document) if isinstance(section, griffe.DocstringSectionText)]
    return " ".join("\n\n".join(sections).split())


def meanings(document: type) -> dict[str, str]:
    """What a docstring says of the fields, under "Attributes:"."""
    return {
        item.name: " ".join(item.description.split())
        for section in _parsed(document)
        if isinstance(section, griffe.DocstringSectionAttributes)
        for item in section.value
    }


def main() -> None:
    """Write the page, and add what is new to the list of fields."""
    from fitflow.cli.verbs import documents
    from fitflow.errors import ErrorDocument
    from fitflow.orchestration.notices import NoticeDocument

    types = documents()
    PAGE.write_text(page(ErrorDocument, types, NoticeDocument))
    known: dict[str, dict[str, str]] = json.loads(FIELDS.read_text()) if FIELDS.exists() else {}
    for name, now in promised(documented(ErrorDocument, types, NoticeDocument)).items():
        known[name] = now | known.get(name, {})
    FIELDS.write_text(json.dumps(known, indent=1) + "\n")


if __name__ == "__main__":
    main()
