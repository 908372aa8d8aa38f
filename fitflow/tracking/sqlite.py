"""Read runs directly from MLflow's SQLite file.

Importing MLflow and its SQL store takes two seconds, and reading fifty runs with it one more; this takes milliseconds.
If MLflow's schema is not as expected, functions return None, and the caller uses MLflow.
"""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from fitflow.tracking.connection import SQLITE, page_of, server_url, tracking_uri
from fitflow.tracking.query import Query, Run, shown_tag

Points = dict[str, dict[str, list[tuple[int, float]]]]
AT_ONCE = 500  # values in one IN (...): SQLite's limit was 999 before 3.32

RUNS = """
SELECT r.run_uuid, r.name, r.status, r.start_time, r.end_time, r.experiment_id, r.artifact_uri, recipe.value
FROM runs r
JOIN experiments e ON e.experiment_id = r.experiment_id AND e.lifecycle_stage = 'active'
LEFT JOIN tags recipe ON recipe.run_uuid = r.run_uuid AND recipe.key = 'fitflow.recipe'
"""
DATASETS = """
SELECT i.destination_id, d.name, d.digest, c.value, s.value
FROM inputs i
JOIN datasets d ON d.dataset_uuid = i.source_id
LEFT JOIN input_tags c ON c.input_uuid = i.input_uuid AND c.name = 'mlflow.data.context'
LEFT JOIN input_tags s ON s.input_uuid = i.input_uuid AND s.name = 'sha256'
WHERE i.source_type = 'DATASET' AND i.destination_type = 'RUN' AND i.destination_id IN
"""


def search(query: Query) -> list[Run] | None:
    """Return the runs that match a query; None if the store is not a readable SQLite file."""
    path = _path()
    if path is None:
        return None
    if not path.exists():
        return []
    try:
        with closing(_open(path)) as database:
            return _filled(database, database.execute(*_statement(query)).fetchall())
    except sqlite3.Error:
        return None


def curves(run_ids: Sequence[str]) -> Points | None:
    """Return each run's metrics with more than one step, by name, with the last value per step; None as in `search`."""
    path = _path()
    if path is None or not path.exists():
        return None
    found: Points = {run_id: {} for run_id in run_ids}
    what = "SELECT run_uuid, key, step, value, is_nan FROM metrics WHERE key NOT LIKE 'system/%' AND run_uuid IN"
    try:
        with closing(_open(path)) as database:
            for run_id, name, step, value, is_nan in _in_parts(database, what, run_ids, "ORDER BY step, timestamp"):
                points = found[run_id].setdefault(name, [])
                if points and points[-1][0] == step:
                    points.pop()
                points.append((step, math.nan if is_nan else value))
    except sqlite3.Error:
        return None
    return {run_id: {name: line for name, line in lines.items() if len(line) > 1} for run_id, lines in found.items()}


def _path() -> Path | None:
    uri = tracking_uri()
    return Path(uri.removeprefix(SQLITE)) if uri.startswith(SQLITE) and "?" not in uri else None


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)


def _statement(query: Query) -> tuple[str, list[Any]]:
    """Return the SQL statement of a query and its values."""
    joins, where, values = "", ["r.lifecycle_stage = 'active'"], list[Any]()
    order = "r.start_time DESC, r.run_uuid"
    if query.metric:
        joins = "JOIN latest_metrics m ON m.run_uuid = r.run_uuid AND m.key = ? AND m.is_nan = 0"
        values.append(query.metric)
        order = f"m.value {'ASC' if query.lowest else 'DESC'}, {order}"
    if query.recipe:
        where.append("recipe.value = ?")
        values.append(query.recipe)
    if query.start:
        where.append("substr(r.run_uuid, 1, ?) = ?")
        values += [len(query.start), query.start]
    if query.ids:
        where.append(f"r.run_uuid IN ({', '.join('?' * len(query.ids))})")
        values += query.ids
    if query.finished:
        where.append("r.status = 'FINISHED'")
    return f"{RUNS} {joins} WHERE {' AND '.join(where)} ORDER BY {order} LIMIT ?", [*values, query.limit]


def _filled(database: sqlite3.Connection, rows: list[tuple[Any, ...]]) -> list[Run]:
    """Return runs with metrics, params, tags and datasets, in the order of the rows."""
    server = server_url()
    runs = {row[0]: _run(row, server) for row in rows}
    ids = list(runs)
    what = "SELECT run_uuid, key, value, is_nan FROM latest_metrics WHERE key NOT LIKE 'system/%' AND run_uuid IN"
    for run_id, name, value, is_nan in _in_parts(database, what, ids):
        runs[run_id]["metrics"][name] = math.nan if is_nan else value
    for run_id, name, value in _in_parts(database, "SELECT run_uuid, key, value FROM params WHERE run_uuid IN", ids):
        runs[run_id]["params"][name] = value
    for run_id, name, value in _in_parts(database, "SELECT run_uuid, key, value FROM tags WHERE run_uuid IN", ids):
        if shown_tag(name):
            runs[run_id]["tags"][name] = value
    for run_id, name, digest, context, sha256 in _in_parts(database, DATASETS, ids):
        runs[run_id]["datasets"][context or name] = {"name": name, "digest": sha256 or digest}
    return list(runs.values())


def _run(row: tuple[Any, ...], server: str | None) -> Run:
    run_id, name, status, start, end, experiment_id, artifacts, recipe = row
    return {
        "run_id": run_id,
        "name": name,
        "recipe": recipe if recipe is not None else name,
        "status": status,
        "started": start / 1000,
        "seconds": ((end or int(time.time() * 1000)) - start) / 1000,
        "experiment_id": str(experiment_id),
        "artifacts": artifacts,
        "metrics": {},
        "params": {},
        "tags": {},
        "datasets": {},
        "url": page_of(server, str(experiment_id), run_id),
    }


def _in_parts(database: sqlite3.Connection, what: str, ids: Sequence[str], end: str = "") -> Iterator[tuple[Any, ...]]:
    for first in range(0, len(ids), AT_ONCE):
        part = ids[first : first + AT_ONCE]
        yield from database.execute(f"{what} ({', '.join('?' * len(part))}) {end}", list(part))
