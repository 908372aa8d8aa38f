"""The gate's report: all checks and outcomes, as a document and in Markdown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from fitflow.system.markdown import table

MARKS = {"holds": "yes", "fails": "NO", "open": "inconclusive"}


def as_json(report: Mapping[str, Any]) -> str:
    """The report as text, whose digest the ledger records."""
    return json.dumps(report, indent=1, sort_keys=True)


def digest(text: str) -> str:
    """SHA-256 (hex) of the report's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def markdown(report: Mapping[str, Any]) -> str:
    """The report in Markdown."""
    sides = [("candidate", report["candidate"]), *([("champion", report["champion"])] if report["champion"] else [])]
    names = sorted(set[str]().union(*(side["metrics"] for _, side in sides)))
    rows = [
        ("version", *(side["version"] for _, side in sides)),
        ("run", *(side["run_id"] for _, side in sides)),
        ("recipe", *(side["recipe"] for _, side in sides)),
        *((metric, *(_number(side["metrics"].get(metric)) for _, side in sides)) for metric in names),
    ]
    checks = [(check["name"], MARKS[check["outcome"]], check["said"]) for check in report["checks"]]
    parts = [
        f"# {report['name']}: {report['summary']}",
        table(("", *(title for title, _ in sides)), rows),
        "## Checks",
        table(("check", "passed", "details"), checks)
        if checks
        else "None: the first version of this model, without a published result.",
        _remarks(report),
        "## Thresholds",
        table(
            ("gate", "value"), [(name, "none" if value is None else value) for name, value in report["gate"].items()]
        ),
    ]
    return "\n\n".join([*parts, *_class_table(report)]) + "\n"


def _remarks(report: Mapping[str, Any]) -> str:
    reads = report.get("test_reads", 0)
    return (
        f"Test split {str(report.get('test_sha256'))[:12]}, read {reads} times for this model: each choice based "
        "on it makes its figures slightly optimistic."
    )


def _class_table(report: Mapping[str, Any]) -> list[str]:
    rows = next((check["values"]["classes"] for check in report["checks"] if check["name"] == "classes"), [])
    if not rows:
        return []
    cells = [
        (row["class"], row["num_examples"], f"{row['estimate']:+.4f}", f"{row['low']:+.4f} to {row['high']:+.4f}")
        for row in rows
    ]
    return ["## By class", table(("class", "examples", "difference of F1", "limits"), cells)]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"
