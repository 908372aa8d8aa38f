"""The README's tables are made from the measurements that are in the repository."""

from __future__ import annotations

from benchmarks.readme_tables import README, rendered


def test_the_tables_are_those_of_the_results():
    text = README.read_text()
    assert rendered(text) == text
