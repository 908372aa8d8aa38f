"""JSON text that every reader accepts."""

from __future__ import annotations

import json
import math

from fitflow.system.json_text import to_json


def strict(text: str) -> object:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    return json.loads(text, parse_constant=refuse)


def test_what_is_not_finite_becomes_null():
    values = {"loss": math.nan, "curve": [1.5, math.inf, (-math.inf, 2)], "name": "NaN", "n": 3, "ok": True}
    expected = {"loss": None, "curve": [1.5, None, [None, 2]], "name": "NaN", "n": 3, "ok": True}
    assert strict(to_json(values)) == expected


def test_finite_values_keep_every_digit():
    values = {"a": 0.1 + 0.2, "b": [5e-324, 1.7976931348623157e308]}
    assert strict(to_json(values)) == values
