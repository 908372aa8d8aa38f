"""Every recipe is a document: source, command and the measured result, which is that of benchmarks/results."""

from __future__ import annotations

import ast
import re

import pytest

from benchmarks.accuracy import LONG, SEEDS, most_seeds, rows
from benchmarks.recipe_results import PARAGRAPH, result, significant
from fitflow import discovery

RECIPES = [discovery.dashed("recipes", entry) for entry in discovery.available("recipes")]
LABELS = ["Source", "Command", "Result"]
each = pytest.mark.parametrize("recipe", RECIPES)


def docstring(recipe: str) -> str:
    return ast.get_docstring(ast.parse(discovery.source("recipes", recipe).read_text())) or ""


@each
def test_a_recipe_has_a_summary_of_one_line_and_all_parts_in_order(recipe: str):
    summary, *parts = docstring(recipe).split("\n\n")
    assert "\n" not in summary
    assert 0 < len(summary) <= 100
    assert [part.partition(":")[0] for part in parts[: len(LABELS)]] == LABELS


@each
def test_a_recipe_gives_the_command_that_runs_it(recipe: str):
    assert re.search(rf"^Command: fitflow run {recipe}(?![\w-])", docstring(recipe), re.M)


@each
def test_a_recipe_states_what_was_measured(recipe: str):
    assert PARAGRAPH.findall(docstring(recipe) + "\n\n") == [result(rows().get(recipe))]


@each
def test_a_recipe_does_not_send_the_reader_to_a_table(recipe: str):
    assert "README" not in docstring(recipe)


def test_every_row_is_of_a_recipe_and_what_has_none_says_that_it_was_not_measured():
    unmeasured = [recipe for recipe in RECIPES if "not measured yet" in docstring(recipe)]
    assert sorted([*rows(), *unmeasured]) == sorted(RECIPES)


@pytest.mark.parametrize("recipe", sorted(rows()))
def test_a_row_is_of_a_commit_and_of_as_many_seeds_as_its_time_allows(recipe: str):
    row = rows()[recipe]
    assert re.fullmatch("[0-9a-f]{7,40}", row["commit"])
    assert row["n"] == len(row["values"]) == len(set(row["seeds"]))
    assert row["n"] >= (SEEDS if row["seconds"] < LONG else 1)


def test_a_published_figure_may_ask_for_more_seeds():
    assert most_seeds("digits-dense") == SEEDS
    assert most_seeds("mnist-dense") == 5


def test_numbers_have_the_digits_that_count():
    assert significant(0.979, 4) == "0.9790"
    assert significant(1.0, 4) == "1.000"
    assert significant(258113.6, 4) == "258,114"
    assert significant(7.6134e-16, 4) == "7.613e-16"
    assert significant(0.0, 2) == "0"
