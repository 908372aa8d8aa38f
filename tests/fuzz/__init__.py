"""Parsers under damaged input: mutated files (hypothesis), and files that coverage leads to (atheris)."""
