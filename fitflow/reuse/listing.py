"""What the cache holds, for `fitflow cache ls` and `explain`."""

from __future__ import annotations

from typing import Any, TypedDict

from fitflow.reuse import results, size_limit
from fitflow.reuse.results import Record
from fitflow.store import entries


class CacheEntry(TypedDict):
    """One entry of the cache.

    Attributes:
        kind: what it holds: datasets, prepared rows, trained networks, predictions, or the result of a step alone.
        key: its cache key, a SHA-256 (hex).
        step: the step that made it; null if no step points to it.
        recipe: the recipe's name; null if no step points to it.
        run_id: the id of the MLflow run that made it, empty if it was made outside one; null if no step points
            to it.
        seconds: how long the step took, in seconds; null if no step points to it.
        bytes: its size, in bytes.
        used: when it was used last, in seconds since 1970 (UTC).
    """

    kind: str
    key: str
    step: str | None
    recipe: str | None
    run_id: str | None
    seconds: float | None
    bytes: int
    used: float


class CacheListing(TypedDict):
    """The contents of the cache.

    Attributes:
        entries: the entries, those used last first.
        bytes: their size, in bytes.
        limit: the limit, in bytes; null for none.
        left_alone: the folders of the cache that another version of fitflow wrote.
    """

    entries: list[CacheEntry]
    bytes: int
    limit: int | None
    left_alone: list[str]


class MadeBy(TypedDict):
    """Who made a result.

    Attributes:
        run_id: the MLflow run's id; empty if it was made outside one.
        flow_run_id: the id of Prefect's flow run.
        tracking_uri: the MLflow store.
        recipe: the recipe's name.
        at: when, in seconds since 1970 (UTC).
        seconds: how long the step took, in seconds.
    """

    run_id: str
    flow_run_id: str
    tracking_uri: str
    recipe: str
    at: float
    seconds: float


class CachedResult(TypedDict):
    """The kept result of a step.

    Attributes:
        format: the number of the record's format.
        key: the SHA-256 (hex) of what decides the step.
        step: the step's name.
        parts: what decides the step: recipe, inputs, code, libraries and machine, each by name.
        result: the reference that the step gave: paths into the store, digests and facts, other ones for each step.
        made: who made it.
        whole: whether everything that it points to is as it was written.
        wrong: what is not; null if all is.
    """

    format: int
    key: str
    step: str
    parts: dict[str, dict[str, Any]]
    result: dict[str, Any]
    made: MadeBy
    whole: bool
    wrong: str | None


def listing() -> CacheListing:
    """Return the contents of the cache."""
    rows = _rows()
    return {
        "entries": rows,
        "bytes": sum(row["bytes"] for row in rows),
        "limit": size_limit.get_limit(),
        "left_alone": size_limit.others(),
    }


def explanation(record: Record) -> CachedResult:
    """Return a result's record, and whether everything that it points to is as it was written."""
    folder = record.folder()
    wrong = entries.fault(folder) if folder else None
    document: Any = record.model_dump(mode="json") | {"whole": wrong is None, "wrong": wrong}
    return document


def _rows() -> list[CacheEntry]:
    """One row per folder of the store, with the step and run that refer to it, and one per step without a folder."""
    records = list(results.records())
    pointing = {record.folder(): record for record in records if record.folder()}
    rows: list[CacheEntry] = []
    for item in size_limit.items():
        record = pointing.get(item.path)
        rows.append(_row(record, item.kind, item.key, item.bytes, item.used))
    for record in records:
        if record.folder() is None:
            rows.append(_row(record, "steps", record.key, 0, record.made.at))
    return sorted(rows, key=lambda row: -row["used"])


def _row(record: Record | None, kind: str, key: str, size: int, used: float) -> CacheEntry:
    return {
        "kind": kind,
        "key": record.key if record else key,
        "step": record.step if record else None,
        "recipe": record.made.recipe if record else None,
        "run_id": record.made.run_id if record else None,
        "seconds": record.made.seconds if record else None,
        "bytes": size,
        "used": used,
    }
