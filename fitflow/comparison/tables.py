"""Lays the document out as tables of plain text, the same for the terminal, Markdown and HTML.

Few groups are columns, many are rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fitflow.comparison.curves import span, sparkline
from fitflow.comparison.differences import FieldValues
from fitflow.comparison.document import Document, GroupSummary
from fitflow.comparison.group_significance import GroupTest
from fitflow.comparison.scores import MetricRow, Score

SIDE_BY_SIDE = 4
METRICS = 6  # metric columns if groups are rows
VALUES = 8  # values per field, if there are many groups
FIELDS = 3  # differences named in one cell
WIDTH = 16  # of a sparkline
ABSENT = "-"
MARKS = "* best value, perhaps by chance; mean ± standard deviation; in brackets the difference from A"


@dataclass(frozen=True)
class Cell:
    """A cell of a table; `best` is highlighted, `words` are for screen readers."""

    text: str
    best: bool = False
    words: str = ""


@dataclass(frozen=True)
class Table:
    """Caption, column headers, and rows whose first cell is a header. `remark` is a line below."""

    caption: str
    head: Sequence[str]
    rows: list[list[Cell]] = field(default_factory=list[list[Cell]])
    remark: str = ""


def tables(document: Document) -> list[Table]:
    """Return all tables of a comparison, without empty ones."""
    few = len(document["groups"]) <= SIDE_BY_SIDE
    made = [
        _tests(document),
        *(_groups_as_columns(document) if few else _groups_as_rows(document)),
        *_differences(document, few),
    ]
    return [table for table in made if table.rows]


def verdict(test: GroupTest) -> str:
    """Describe a test's verdict."""
    if "reason" in test:
        return f"not tested: {test['reason']}"
    verdict = "differs" if test["differs"] else "no difference shown"
    return f"{verdict}, p = {test['p_adjusted']:.2g}"


def _groups_as_columns(document: Document) -> Iterator[Table]:
    groups = document["groups"]
    head = [_title(group) for group in groups]
    yield _runs(document)
    for caption, rows in (("results", document["metrics"]), ("time and speed", document["times"])):
        yield Table(
            caption,
            ["metric", "better", *head],
            [[Cell(row["name"]), Cell(row["better"] or ""), *_values(row, groups)] for row in rows if _is_shown(row)],
            MARKS,
        )
    curves = {name: _lines(document, name) for name in document["curves"]}
    curves = {name: lines for name, lines in curves.items() if len(set(span(lines))) > 1}
    yield Table(
        "curves",
        ["curve", "range", *head],
        [[Cell(name), Cell(_range(lines)), *_sparks(lines)] for name, lines in curves.items()],
        "mean over seeds; all lines of a row have the same scale",
    )


def _groups_as_rows(document: Document) -> Iterator[Table]:
    metric = document["judged_by"]["metric"]
    groups = document["groups"]
    row = next((row for row in document["metrics"] if row["name"] == metric), None)
    values = _values(row, groups) if row else [Cell(ABSENT)] * len(groups)
    seconds = _values(document["times"][0], groups)
    curve = next((name for name in ("val_loss", "loss") if name in document["curves"]), None)
    sparks = _sparks(_lines(document, curve)) if curve else [Cell(ABSENT)] * len(groups)
    rows = [
        [Cell(_title(group)), Cell(group["recipe"]), Cell(_changed(document, group["name"])), value, spark, time]
        for group, value, spark, time in zip(groups, values, sparks, seconds, strict=True)
    ]
    yield Table("groups", ["group", "recipe", "differs in", metric, curve or "curve", "seconds"], rows, MARKS)
    others = [row for row in document["metrics"] if row["name"] != metric and _is_shown(row)][:METRICS]
    cells = zip(*(_values(row, groups) for row in others), strict=True)
    yield Table(
        "other results",
        ["group", *(row["name"] for row in others)],
        [[Cell(group["name"]), *values] for group, values in zip(groups, cells, strict=False)],
    )
    yield _runs(document)


def _runs(document: Document) -> Table:
    rows = [
        [
            Cell(run["run_id"][:12]),
            Cell(run["group"]),
            Cell(run["recipe"] or ABSENT),
            Cell(run["seed"] or ABSENT),
            Cell(run["status"]),
            Cell(datetime.fromtimestamp(run["started"]).strftime("%Y-%m-%d %H:%M")),
            Cell(f"{run['seconds']:.0f}"),
        ]
        for run in document["runs"]
    ]
    return Table("runs", ["run", "group", "recipe", "seed", "status", "started", "seconds"], rows)


def _tests(document: Document) -> Table:
    judged = document["judged_by"]["metric"]
    rows: list[list[Cell]] = []
    without: dict[str, list[str]] = {}
    for test in document["tests"]:
        if "reason" in test:
            without.setdefault(verdict(test), []).append(test["group"])
            continue
        interval = f"{test['low']:+.3g} to {test['high']:+.3g}"
        counts = " and ".join(map(str, test["n"]))
        facts = (f"{test['difference']:+.3g}", interval, f"{test['method']}, n {counts}")
        rows.append([Cell(f"{test['group']} - {test['base']}"), Cell(verdict(test)), *map(Cell, facts)])
    base = document["groups"][0]["name"]
    rows += [[Cell(f"{', '.join(names)} - {base}"), Cell(why), *[Cell("")] * 3] for why, names in without.items()]
    level = f"{document['confidence']:.0%} interval"
    return Table(f"is {judged} different?", ["groups", "verdict", "difference", level, "test"], rows)


def _differences(document: Document, few: bool) -> Iterator[Table]:
    parts = {"recipe": document["recipe"], "data": document["data"], "machine": document["machine"]}
    parts["code"] = document["code"]["fields"]
    for name, rows in parts.items():
        yield (_aligned if few else _by_value)(f"what differs: {name}", rows, document["groups"])


def _aligned(caption: str, rows: list[FieldValues], groups: list[GroupSummary]) -> Table:
    head = ["field", *(group["name"] for group in groups)]
    cells = [[Cell(row["field"]), *(Cell(_text(row["values"][group["name"]])) for group in groups)] for row in rows]
    return Table(caption, head, cells)


def _by_value(caption: str, rows: list[FieldValues], _groups: list[GroupSummary]) -> Table:
    cells: list[list[Cell]] = []
    for row in rows:
        holders: dict[str, list[str]] = {}
        for group, values in row["values"].items():
            holders.setdefault(_text(values), []).append(group)
        for place, (value, names) in enumerate(list(holders.items())[:VALUES]):
            cells.append([Cell(row["field"] if not place else ""), Cell(value), Cell(", ".join(names))])
        if len(holders) > VALUES:
            cells.append([Cell(""), Cell(f"and {len(holders) - VALUES} more values"), Cell("")])
    return Table(caption, ["field", "value", "groups"], cells)


def _title(group: GroupSummary) -> str:
    if group["status"] != "FINISHED":
        return f"{group['name']} {group['status']}"
    if group["n"] > 1:
        return f"{group['name']} n {group['n']}"
    seed = group["seeds"][0]
    return f"{group['name']} seed {seed}" if seed is not None else group["name"]


def _values(row: MetricRow, groups: Sequence[GroupSummary]) -> list[Cell]:
    return [_value(row["by_group"][group["name"]]) for group in groups]


def _value(value: Score) -> Cell:
    if value["mean"] is None:
        return Cell(ABSENT)
    text = f"{value['mean']:.4g}"
    if value["sd"] is not None:
        text += f" ± {value['sd']:.1g}" if value["sd"] < 10 else f" ± {value['sd']:.0f}"
    if value["difference"]:
        text += f" ({value['difference']:+.3g})"
    if value["not_comparable"]:
        text += f" ({value['not_comparable']})"
    return Cell(text, value["best"])


def _is_shown(row: MetricRow) -> bool:
    """Return whether to show a row: not if it is a logged setting that all groups share."""
    means = {value["mean"] for value in row["by_group"].values()} - {None}
    return row["better"] is not None or len(means) > 1


def _changed(document: Document, group: str) -> str:
    """Recipe fields of a group that differ from the first group's, as `field=value`."""
    first = document["groups"][0]["name"]
    rows = [row for row in document["recipe"] if row["values"][group] != row["values"][first]]
    shown = [f"{row['field'].rpartition('.')[2]}={_text(row['values'][group])}" for row in rows[:FIELDS]]
    return ", ".join(shown) + (f" and {len(rows) - FIELDS} more" if len(rows) > FIELDS else "")


def _lines(document: Document, name: str) -> list[list[tuple[int, float]]]:
    """One line per group: the mean over its runs at each common step."""
    lines: list[list[tuple[int, float]]] = []
    for group in document["groups"]:
        members = [dict(document["curves"][name][run]) for run in group["shown"] if run in document["curves"][name]]
        steps = sorted(set.intersection(*map(set, members))) if members else []
        values = [(step, [value for line in members if (value := line[step]) is not None]) for step in steps]
        lines.append([(step, sum(at) / len(at)) for step, at in values if len(at) == len(members)])
    return lines


def _sparks(lines: list[list[tuple[int, float]]]) -> list[Cell]:
    low, high = span(lines)
    return [
        Cell(sparkline(line, low, high, WIDTH), words=f"from {line[0][1]:.4g} to {line[-1][1]:.4g}")
        if line
        else Cell(ABSENT)
        for line in lines
    ]


def _range(lines: list[list[tuple[int, float]]]) -> str:
    return "{:.3g} to {:.3g}".format(*span(lines))


def _text(values: Sequence[str]) -> str:
    """A field's values in one group, with long digests cut."""
    return ", ".join(value[:12] if len(value) >= 40 and value.isalnum() else value for value in values) or ABSENT
