"""What is printed with --json held against its type: no field that is not declared, none missing, each of its type."""

from __future__ import annotations

import types
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from docs.extensions.json_pages import fields, is_document
from fitflow.cli.verbs import documents

declared = cache(documents)


def faults(value: Any, expected: Any, place: str = "it") -> Iterator[str]:
    """What is wrong with a value that was read from JSON."""
    origin, inner = get_origin(expected), get_args(expected)
    if expected is Any:
        return
    if is_document(expected):
        yield from _document_faults(value, expected, place)
    elif origin is Annotated:
        yield from faults(value, inner[1] if is_document(inner[1]) else inner[0], place)
    elif origin in (Union, types.UnionType):
        found = [list(faults(value, part, place)) for part in inner]
        yield from min(found, key=len)
    elif origin is Literal:
        if value not in inner:
            yield f"{place}: {value!r} is none of {inner}"
    elif origin is dict:
        if not isinstance(value, dict):
            yield f"{place}: {value!r} is no object"
        else:
            for name, part in value.items():
                yield from faults(part, inner[1], f"{place}.{name}")
    elif isinstance(origin, type) and issubclass(origin, Collection):
        yield from _list_faults(value, inner, place)
    elif not _is_plain(value, expected):
        yield f"{place}: {value!r} is no {expected}"


def conforms(value: Any, verb: str) -> Any:
    """The value, which must be one of the documents that a verb declares."""
    found = [list(faults(value, expected)) for expected in declared()[verb]]
    assert [] in found, (verb, min(found, key=len))
    return value


def as_declared(value: Any, arguments: Sequence[str]) -> Any:
    """The value, which must be one of the documents of the verb that a command line begins with."""
    verb = next(verb for verb in (" ".join(arguments[:2]), arguments[0]) if verb in declared())
    return conforms(value, verb)


def _document_faults(value: Any, expected: type, place: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{place}: {value!r} is no {expected.__name__}"
        return
    known = {field.name: field for field in fields(expected)}
    yield from (f"{place}.{name} is not declared in {expected.__name__}" for name in value if name not in known)
    for name, field in known.items():
        if name in value:
            yield from faults(value[name], field.type, f"{place}.{name}")
        elif field.always:
            yield f"{place}.{name} is missing, which {expected.__name__} declares"


def _list_faults(value: Any, inner: tuple[Any, ...], place: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{place}: {value!r} is no list"
        return
    several = len(inner) > 1 and inner[-1] is not Ellipsis
    if several and len(inner) != len(value):
        yield f"{place} has {len(value)} entries, not {len(inner)}"
        return
    for number, part in enumerate(value):
        yield from faults(part, inner[number] if several else inner[0], f"{place}[{number}]")


def _is_plain(value: Any, expected: Any) -> bool:
    """Whether it is a plain value of a type; JSON does not tell 1.0 from 1."""
    if isinstance(value, bool):
        return expected is bool
    return (
        value is None if expected is type(None) else isinstance(value, int | float if expected is float else expected)
    )
